import { expect, test } from "vitest";
import { type NormAxesOptions, normAxes } from "../../lib/figures/normAxes.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

const byExample: NormAxesOptions = {
  title: "Layer norm",
  labels: words.normAxes,
  sharedBy: "example",
  before: [
    [1, 3],
    [2, 8],
  ],
  after: [
    [-1, 1],
    [-1, 1],
  ],
  moments: [
    { mean: 2, deviation: 1 },
    { mean: 5, deviation: 3 },
  ],
};
const byFeature: NormAxesOptions = {
  ...byExample,
  title: "Batch norm",
  sharedBy: "feature",
  after: [
    [-1, -1],
    [1, 1],
  ],
  moments: [
    { mean: 1.5, deviation: 0.5 },
    { mean: 5.5, deviation: 2.5 },
  ],
};

/** The sides of each cell of the first table that have a frame. */
const framed = (figure: HTMLElement) =>
  [...figure.querySelectorAll("table:first-of-type .norm-cell")].map((cell) =>
    [...cell.classList].filter((name) => name.startsWith("edge-")).map((name) => name.slice(5)),
  );

test("an example's numbers have one frame, and their mean and deviation behind them", async () => {
  const figure = await mountFigure(normAxes(byExample));
  const rows = [...figure.querySelectorAll("table:first-of-type tbody tr")];
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
    ["example 1", "1", "3", "2", "1"],
    ["example 2", "2", "8", "5", "3"],
  ]);
  expect(framed(figure)[0]).toEqual(["top", "bottom", "left"]);
  expect(framed(figure)[1]).toEqual(["top", "bottom", "right"]);
  expect(framed(figure)[2]).toEqual(["top", "bottom", "left"]);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "The 2 numbers of each example share a mean and a deviation: 2 of each in all.",
  ]);
});

test("a feature's numbers have one frame, and their mean and deviation below them", async () => {
  const figure = await mountFigure(normAxes(byFeature));
  const rows = [...figure.querySelectorAll("table:first-of-type tbody tr")];
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
    ["example 1", "1", "3"],
    ["example 2", "2", "8"],
    ["mean", "1.5", "5.5"],
    ["deviation", "0.5", "2.5"],
  ]);
  expect(framed(figure)[0]).toEqual(["top", "left", "right"]);
  expect(framed(figure)[2]).toEqual(["bottom", "left", "right"]);
  expect(textsOf(figure, "table:last-of-type .norm-cell")).toEqual(["−1", "−1", "1", "1"]);
});

test.each([byExample, byFeature])(
  "it fits 360 pixels and is accessible: $title",
  async (options) => {
    const figure = await mountFigure(normAxes(options));
    expectToFit(figure);
    await expectAccessible(figure);
  },
);

test("rows of different lengths and moments for other groups are refused", () => {
  expect(() => normAxes({ ...byExample, after: [[1, 2]] })).toThrow(
    "normAxes: rows of 2,2 and of 2 numbers came, want the same, all equally long",
  );
  expect(() => normAxes({ ...byExample, moments: [{ mean: 0, deviation: 1 }] })).toThrow(
    "normAxes: 1 moments came, want one for each of 2",
  );
});
