import { expect, test } from "vitest";
import "../../lessons/theme/figures.css";
import "../../lessons/theme/textFigures.css";
import { distributionBars } from "../../lib/figures/distributionBars.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

const labels = words.distributionBars;
const outcomes = [
  { name: "␣cat", probability: 0.2, kept: 0 },
  { name: "␣dog", probability: 0.5, kept: 2 / 3 },
  { name: "␣a", probability: 0.05, kept: 0 },
  { name: ".", probability: 0.25, kept: 1 / 3 },
];
const figure = (shown?: number) =>
  distributionBars({
    ...{ title: "After “the”", labels, outcomes },
    ...(shown !== undefined && { shown }),
  });
const shares = (mounted: HTMLElement) =>
  textsOf(mounted, ".outcome-share").map((text) => text.replace("\u00a0", " "));
const summaryOf = (mounted: HTMLElement) =>
  mounted.querySelector(".figure-summary")?.textContent?.replace("\u00a0", " ");

test("outcomes stand by their probability, and cut ones are marked", async () => {
  const mounted = await mountFigure(figure());
  expect(textsOf(mounted, ".outcome-name")).toEqual(["␣dog", ".", "␣cat", "␣a"]);
  expect(shares(mounted)).toEqual(["66.7 %", "33.3 %", "cut", "cut"]);
  expect(textsOf(mounted, ".is-cut .outcome-name")).toEqual(["␣cat", "␣a"]);
  const [cut] = mounted.querySelectorAll(".is-cut .outcome-name");
  expect(getComputedStyle(cut as Element).textDecorationLine).toBe("line-through");
  const lengths = (name: string) =>
    [...mounted.querySelectorAll(`.outcome-${name}`)].map((bar) =>
      Number(bar.getAttribute("width")),
    );
  const [before, kept] = [lengths("before"), lengths("kept")];
  expect((before[1] as number) / (before[0] as number)).toBeCloseTo(0.5, 5);
  expect((kept[0] as number) / (before[0] as number)).toBeCloseTo(4 / 3, 5);
  expect(kept.slice(2)).toEqual([0, 0]);
});

test("says how many are left, and the entropy of two to one", async () => {
  expect(summaryOf(await mountFigure(figure()))).toBe(
    "␣dog has 66.7 %; 2 of 4 are left, with an entropy of 0.92 bits.",
  );
});

test("the rest share a row", async () => {
  const mounted = await mountFigure(figure(1));
  expect(textsOf(mounted, ".outcome-name")).toEqual(["␣dog", "3 others"]);
  expect(shares(mounted)).toEqual(["66.7 %", "33.3 %"]);
  const widths = [...mounted.querySelectorAll(".outcome-kept")].map((bar) => bar.getAttribute("width")); // biome-ignore format: one line
  expect(Number(widths[0])).toBeGreaterThan(100);
  expect(widths[1]).toBe("0"); // it would dwarf the others
});

test("moves to another distribution", async () => {
  const mounted = await mountFigure(figure());
  mounted.update([{ name: "only", probability: 1, kept: 1 }]);
  expect(textsOf(mounted, ".outcome-name")).toEqual(["only"]);
  expect(summaryOf(mounted)).toContain("entropy of 0.00 bits");
});

test.each([320, 400])("is accessible and fits %i pixels", async (width) => {
  const mounted = await mountFigure(figure(), width);
  await expectAccessible(mounted);
  expectToFit(mounted);
});
