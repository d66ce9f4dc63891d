import { expect, test } from "vitest";
import { comparisonBars } from "../../lib/figures/comparisonBars.js";
import { confusionTable } from "../../lib/figures/confusionTable.js";
import { percentText } from "../../lib/figures/numberText.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, nextFrame, textsOf } from "./mountFigure.js";

const confusion = {
  title: "Two Chinstraps are taken for Adelies",
  labels: words.confusionTable,
  classes: ["Adelie", "Chinstrap", "Gentoo"],
  counts: [
    [30, 0, 0],
    [2, 12, 0],
    [0, 0, 0],
  ],
};
const comparison = {
  title: "The model beats the majority",
  labels: words.comparisonBars,
  bars: [
    { name: "MLP", value: 0.9, spread: [0.8, 1] },
    { name: "majority", value: 0.45, isBaseline: true },
  ],
  xLabel: "held-out accuracy",
  domain: [0, 1] as const,
  format: percentText,
};

test("the confusion table shows counts, row totals and recalls; a class without examples has none", async () => {
  const figure = await mountFigure(confusionTable(confusion));
  const rows = [...figure.querySelectorAll("tbody tr")].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ["Adelie", "30", "0", "0", "30", "100\u00a0%"],
    ["Chinstrap", "2", "12", "0", "14", "85.7\u00a0%"],
    ["Gentoo", "0", "0", "0", "0", "–"],
  ]);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "42 of 44 are right (95.5\u00a0%); the lowest recall is 85.7\u00a0%, for Chinstrap.",
  ]);
});

test("the colour is the share of the row", async () => {
  const figure = await mountFigure(confusionTable(confusion));
  const [all, none, , two, twelve] = [
    ...figure.querySelectorAll<HTMLElement>(".confusion-cell"),
  ].map((cell) => cell.style.backgroundColor);
  expect(all).toContain("100%");
  expect(none).toContain("0%");
  expect(two).toContain("14.3%");
  expect(twelve).toContain("85.7%");
});

test("counts that are not square are refused", () => {
  expect(() => confusionTable({ ...confusion, counts: [[1, 2]] })).toThrow(
    "confusionTable: counts have shape [1, 2], wanted [3, 3]",
  );
});

test("bars are as long as their values, with the spread as dots", async () => {
  const figure = await mountFigure(comparisonBars(comparison));
  const [model = 0, majority = 0] = [...figure.querySelectorAll(".figure-body rect")].map((bar) =>
    Number(bar.getAttribute("width")),
  );
  expect(model / majority).toBeCloseTo(2, 6);
  const dots = [...figure.querySelectorAll("circle")].map((dot) => Number(dot.getAttribute("cx")));
  expect((dots[0] ?? 0) - 4).toBeCloseTo((model / 0.9) * 0.8, 4);
  expect(textsOf(figure, ".comparison-value")).toEqual(["90\u00a0%", "45\u00a0%"]);
  const level = Number(figure.querySelector(".figure-baseline")?.getAttribute("x1"));
  expect(level - 4).toBeCloseTo(majority, 6);
});

test("a negative value reaches to the left of 0", async () => {
  const bars = [
    { name: "a", value: -2 },
    { name: "b", value: 2 },
  ];
  const { labels, title, xLabel } = comparison;
  const figure = await mountFigure(comparisonBars({ labels, title, xLabel, bars }));
  const [a, b] = [...figure.querySelectorAll(".figure-body rect")];
  const end = Number(a?.getAttribute("x")) + Number(a?.getAttribute("width"));
  expect(end).toBeCloseTo(Number(b?.getAttribute("x")), 6);
  expect(Number(a?.getAttribute("width"))).toBeCloseTo(Number(b?.getAttribute("width")), 6);
});

test("both fit 360 pixels and axe finds nothing", async () => {
  for (const figure of [confusionTable(confusion), comparisonBars(comparison)]) {
    await mountFigure(figure);
    await nextFrame();
    expectToFit(figure);
    await expectAccessible(figure);
  }
});
