import { expect, test } from "vitest";
import { gradientByLayer } from "../../lib/figures/gradientByLayer.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, nextFrame, textsOf } from "./mountFigure.js";

const series = [
  { name: "sigmoid", norms: [0.001, 0.01, 0.1] },
  { name: "relu", norms: [0.1, 0, Number.NaN] },
];
const build = (shown = series) =>
  gradientByLayer({
    title: "Sigmoid's gradient fades",
    labels: words.gradientByLayer,
    layers: ["layer 1", "layer 2", "layer 3"],
    series: shown,
    ...{ xLabel: "layer", yLabel: "gradient norm" },
  });
const bars = (figure: HTMLElement) =>
  [...figure.querySelectorAll(".figure-body > svg rect")].map((bar) =>
    Number(bar.getAttribute("height")),
  );

test("a factor of ten is the same height everywhere", async () => {
  const figure = await mountFigure(build());
  const [a = 0, b = 0, c = 0, relu = 0] = bars(figure);
  expect(b - a).toBeGreaterThan(20);
  expect(c - b).toBeCloseTo(b - a, 5);
  expect(relu).toBeCloseTo(c, 5);
});

test("a gradient of 0 or NaN is written out, for a log scale cannot show it", async () => {
  const figure = await mountFigure(build());
  expect(bars(figure).length).toBe(4);
  expect(textsOf(figure, ".figure-note")).toEqual(["0", "NaN"]);
});

test("the summary, the legend and the table hold the numbers passed in", async () => {
  const figure = await mountFigure(build());
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "sigmoid: 0.001 in layer 1, 0.1 in layer 3; relu: 0.1 in layer 1, NaN in layer 3.",
  ]);
  expect(textsOf(figure, ".figure-legend li")).toEqual(["sigmoid", "relu"]);
  (figure.querySelector("details") as HTMLDetailsElement).open = true;
  await nextFrame();
  expect(textsOf(figure, "tbody tr:nth-child(2) > *")).toEqual(["layer 2", "0.01", "0"]);
});

test("update changes the bars and keeps the axes' names", async () => {
  const figure = await mountFigure(build());
  figure.update([{ name: "sigmoid", norms: [1, 1, 1] }, series[1] ?? { name: "", norms: [] }]);
  const [a, b] = bars(figure);
  expect(a).toBe(b);
  expect(textsOf(figure, ".figure-axis-label")).toEqual(["layer", "gradient norm"]);
});

test("nothing measured yet is said in words", async () => {
  const figure = await mountFigure(build([]));
  expect(textsOf(figure, ".figure-summary")).toEqual(["There is no gradient to show yet."]);
});

test("it fits 360 pixels and axe finds nothing", async () => {
  const figure = await mountFigure(build());
  expectToFit(figure);
  await expectAccessible(figure);
});
