import { expect, test } from "vitest";
import { type LearningPoint, learningCurve } from "../../lib/figures/learningCurve.js";
import { percentText } from "../../lib/figures/numberText.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

const point = (examples: number, mean: number, reach: number): LearningPoint => ({
  ...{ examples, mean, low: mean - reach, high: mean + reach },
  runs: [mean - reach / 2, mean + reach / 2],
});
const options = {
  title: "More labels help",
  labels: words.learningCurve,
  examples: [10, 100, 1000],
  arms: [
    { name: "pre-trained", points: [point(10, 0.9, 0.05), point(100, 0.95, 0.01)] },
    { name: "from scratch", points: [point(10, 0.6, 0.1), point(100, 0.8, 0.05)] },
  ],
  levels: [{ name: "guessing", value: 0.5 }],
  xLabel: "labels",
  yLabel: "accuracy",
  domain: [0.4, 1] as const,
  format: percentText,
};

const numbersOf = (figure: HTMLElement, selector: string, name: string) =>
  [...figure.querySelectorAll(selector)].map((mark) => Number(mark.getAttribute(name)));

test("each arm has a mean with its whiskers and a dot for each run, at one place of a logarithmic axis", async () => {
  const figure = await mountFigure(learningCurve(options), 600);
  const [ten, hundred] = numbersOf(figure, ".learning-mean", "cx") as [number, number];
  const ticks = [...figure.querySelectorAll(".axis-x .tick")].map((tick) => ({
    text: tick.textContent,
    x: Number(/translate\(([\d.]+)/.exec(tick.getAttribute("transform") ?? "")?.[1]),
  }));
  expect(ticks.map(({ text }) => text)).toEqual(["10", "100", "1000"]);
  const [a, b, c] = ticks.map(({ x }) => x) as [number, number, number];
  expect(b - a).toBeCloseTo(c - b, 0); // a factor of ten is as wide everywhere
  expect(hundred - ten).toBeCloseTo(b - a, 0);
  const heights = numbersOf(figure, ".learning-mean", "cy") as [number, number, number, number];
  expect((heights[2] - heights[0]) / (heights[3] - heights[1])).toBeCloseTo(0.3 / 0.15, 4);
  const whisker = figure.querySelector(".learning-interval")?.getAttribute("d") ?? "";
  const [low, high] = [/^M[\d.]+,([\d.]+)V([\d.]+)/.exec(whisker)].flatMap((m) => [
    Number(m?.[1]),
    Number(m?.[2]),
  ]) as [number, number];
  expect((low + high) / 2).toBeCloseTo(heights[0], 4);
  expect((low - high) / (heights[2] - heights[0])).toBeCloseTo(0.1 / 0.3, 4);
  expect(figure.querySelectorAll(".learning-run")).toHaveLength(8);
});

test("an interval that leaves the axis is cut at its end", async () => {
  const arms = [{ name: "lucky", points: [point(10, 0.98, 0.1)] }];
  const figure = await mountFigure(learningCurve({ ...options, arms }));
  const whisker = figure.querySelector(".learning-interval")?.getAttribute("d") ?? "";
  expect(Number(/V([\d.]+)/.exec(whisker)?.[1])).toBe(26);
});

test("summary, legend and table say the same in words", async () => {
  const figure = await mountFigure(learningCurve(options));
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "pre-trained: 90\u00a0% with the fewest examples, 95\u00a0% with 100; from scratch: 60\u00a0% with the fewest examples, 80\u00a0% with 100.",
  ]);
  expect(textsOf(figure, ".figure-legend li")).toEqual([
    "pre-trained",
    "from scratch",
    "guessing 50\u00a0%",
  ]);
  const details = figure.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  await expect
    .poll(() => textsOf(figure, "tbody tr:first-child td")[1])
    .toBe("85\u00a0% to 95\u00a0%");
});

test("it begins empty and is drawn anew by update", async () => {
  const figure = learningCurve({ ...options, arms: [] });
  await mountFigure(figure);
  expect(textsOf(figure, ".figure-summary")).toEqual(["Nothing has been trained yet."]);
  figure.update(options.arms);
  figure.update(options.arms);
  expect(figure.querySelectorAll(".learning-mean")).toHaveLength(4);
  expect(textsOf(figure, ".figure-summary")[0]).toContain("pre-trained");
});

test("it fits a phone and is accessible", async () => {
  const figure = await mountFigure(learningCurve(options));
  expectToFit(figure);
  await expectAccessible(figure);
});
