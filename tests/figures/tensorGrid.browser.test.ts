import { expect, test } from "vitest";
import { type TensorStep, type TensorView, tensorGrid } from "../../lib/figures/tensorGrid.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { buttonNamed, expectAccessible, expectToFit, mountFigure, textsOf } from "./mountFigure.js";

const matrix: TensorView = {
  shape: [2, 3],
  dtype: "float32",
  min: -2,
  max: 4,
  rows: [
    [0, 1.5, -2],
    [4, 0.25, 1e-5],
  ],
  rowIndices: [0, 1],
  columnIndices: [0, 1, 2],
  leading: [],
};
const long: TensorView = {
  shape: [2, 3, 40, 50],
  dtype: "int32",
  min: 0,
  max: 11,
  axes: ["B", "H", "T", "C"],
  rows: [
    [0, 1, 2],
    [3, 4, 5],
    [6, 7, 8],
    [9, 10, 11],
  ],
  rowIndices: [0, 1, 38, 39],
  columnIndices: [0, 1, 2],
  leading: [
    { name: "B", size: 2, index: 0 },
    { name: "H", size: 3, index: 1 },
  ],
};
const build = (view: TensorView) => mountFigure(tensorGrid(view, words.tensorGrid));
const colours = (figure: HTMLElement) =>
  [...figure.querySelectorAll<HTMLElement>(".tensor-cell")].map(
    (c) => getComputedStyle(c).backgroundColor,
  );

test("a matrix is a table of its numbers with indices and one number of decimals", async () => {
  const figure = await build(matrix);
  expect(textsOf(figure, ".tensor-header")).toEqual(["float32 [2, 3] from −2 to 4"]);
  expect(textsOf(figure, "thead th")).toEqual(["0", "1", "2"]);
  expect(textsOf(figure, "tbody th")).toEqual(["0", "1"]);
  expect(textsOf(figure, ".tensor-cell")).toEqual([
    ...["0.00", "1.50", "−2.00"],
    ...["4.00", "0.25", "1e−5"],
  ]);
});

test("0 is the scale's neutral colour, signs differ, and a larger size is stronger", async () => {
  const figure = await build({ ...matrix, rows: [[0, 4, -4]], shape: [3], rowIndices: [0] });
  document.documentElement.dataset.theme = "light";
  const [zero, positive, negative] = colours(figure);
  delete document.documentElement.dataset.theme;
  const canvas = document.createElement("canvas").getContext("2d");
  const rgb = (colour = "") => {
    if (!canvas) throw new Error("no canvas");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  expect(rgb(zero)).toEqual([255, 255, 255]);
  const [red, , blue] = rgb(positive);
  expect(blue ?? 0).toBeGreaterThan((red ?? 0) + 50);
  const [warm, , cold] = rgb(negative);
  expect(warm ?? 0).toBeGreaterThan((cold ?? 0) + 50);
});

test("long axes are elided with what is left out in words", async () => {
  const figure = await build(long);
  expect(textsOf(figure, "tbody th")).toEqual(["0", "1", "38", "39"]);
  const gaps = [...figure.querySelectorAll("[role=img]")].map((g) => g.getAttribute("aria-label"));
  expect(gaps).toEqual(["47 left out", "36 left out"]);
  const lengths = [...figure.querySelectorAll("tr")].map((row) => row.cells.length);
  expect(new Set(lengths)).toEqual(new Set([5]));
});

test("steppers ask for another index of a leading axis and stop at its ends", async () => {
  const figure = await build(long);
  const asked: TensorStep[] = [];
  figure.addEventListener("step", (event) => asked.push((event as CustomEvent<TensorStep>).detail));
  expect(buttonNamed(figure, "Previous B").disabled).toBe(true);
  buttonNamed(figure, "Next B").click();
  buttonNamed(figure, "Next H").click();
  buttonNamed(figure, "Previous H").click();
  expect(asked).toEqual([
    { axis: 0, index: 1 },
    { axis: 1, index: 2 },
    { axis: 1, index: 0 },
  ]);
  expect(textsOf(figure, ".tensor-header")).toEqual(["int32 [B 2, H 3, T 40, C 50] from 0 to 11"]);
  expect(textsOf(figure, ".tensor-cell").slice(0, 3)).toEqual(["0", "1", "2"]);
});

test("NaN and infinities are marked, and the others keep a scale", async () => {
  const figure = await build({
    ...matrix,
    ...{ shape: [4], rows: [[1, Number.NaN, Number.NEGATIVE_INFINITY, -0.5]] },
    ...{ min: Number.NaN, max: Number.NaN, rowIndices: [0], columnIndices: [0, 1, 2, 3] },
  });
  expect(textsOf(figure, ".is-not-finite")).toEqual(["NaN", "−∞"]);
  expect(textsOf(figure, ".tensor-cell")).toEqual(["1.00", "NaN", "−∞", "−0.50"]);
  expect(colours(figure)[0]).not.toBe(colours(figure)[1]);
});

test("a scalar has no indices, and an empty tensor no table", async () => {
  const one = { rows: [[0.25]], rowIndices: [0], columnIndices: [0], min: 0.25, max: 0.25 };
  const scalar = await build({ ...matrix, ...one, shape: [] });
  expect(scalar.querySelectorAll("th").length).toBe(0);
  expect(textsOf(scalar, ".tensor-cell")).toEqual(["0.250"]);
  const empty = { ...matrix, shape: [0, 3], rows: [], rowIndices: [], columnIndices: [] };
  const none = await build(empty);
  expect(none.textContent).toBe("float32 [0, 3] no elements");
  expect(none.querySelector("table")).toBeNull();
});

test("rows that do not fit their indices are refused", () => {
  expect(() => tensorGrid({ ...matrix, columnIndices: [0, 1] }, words.tensorGrid)).toThrow(
    "tensorGrid: rows are [2, 3], but there are 2 row and 2 column indices",
  );
});

test("it scrolls by itself at 360 pixels, and axe finds nothing at any colour", async () => {
  const columns = Array.from({ length: 21 }, (_, i) => i);
  const ramp = columns.map((i) => i / 10 - 1);
  const view = { ...matrix, shape: [21], rows: [ramp], rowIndices: [0], columnIndices: columns };
  const figure = await build({ ...view, min: -1, max: 1 });
  expectToFit(figure);
  await expectAccessible(figure);
  await expectAccessible(await build(long));
});
