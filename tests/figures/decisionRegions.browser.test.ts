import { expect, test } from "vitest";
import { decisionRegions } from "../../lib/figures/decisionRegions.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, nextFrame, textsOf } from "./mountFigure.js";

const grid = { columns: 2, rows: 2, xDomain: [0, 2] as const, yDomain: [0, 2] as const };
// Class 0 fills the lower row, class 1 the upper right, class 2 the upper left.
const lower = [1, 0, 0];
const probabilities = [...lower, ...lower, 0, 0, 1, 0, 1, 0];
const points = [
  { x: 0.5, y: 0.5, label: 0 },
  { x: 1.5, y: 1.5, label: 1, isHeldOut: true },
  { x: 0.5, y: 1.5, label: 1, isHeldOut: true },
];
const build = () =>
  decisionRegions({
    title: "Regions",
    labels: words.decisionRegions,
    classes: ["Adelie", "Chinstrap", "Gentoo"],
    ...{ points, grid, xLabel: "bill length (mm)", yLabel: "bill depth (mm)" },
  });
const pixel = (figure: HTMLElement, x: number, y: number) => {
  const canvas = figure.querySelector("canvas");
  return [...(canvas?.getContext("2d")?.getImageData(x, y, 1, 1).data ?? [])];
};

test("row 0 of the grid is the lowest, and each square has its class's hue", async () => {
  document.documentElement.dataset.theme = "light";
  const figure = await mountFigure(build());
  figure.update(probabilities);
  const [red = 0, , blue = 0] = pixel(figure, 0, 1);
  expect(blue).toBeGreaterThan(red + 60); // class 0 is blue, bottom left
  const [warm = 0, , cold = 0] = pixel(figure, 1, 0);
  expect(warm).toBeGreaterThan(cold + 60); // class 1 is orange, top right
  delete document.documentElement.dataset.theme;
});

test("a certain square is more solid than an undecided one", async () => {
  const figure = await mountFigure(build());
  const even = [1 / 3, 1 / 3, 1 / 3];
  figure.update([...lower, ...even, ...even, ...even]);
  expect(pixel(figure, 0, 1)[3]).toBeGreaterThan((pixel(figure, 1, 1)[3] ?? 255) + 50);
});

test("held-out points are ringed and those in another class's region are crossed out", async () => {
  const figure = await mountFigure(build());
  expect(figure.querySelectorAll(".region-ring").length).toBe(2);
  expect(figure.querySelectorAll(".is-wrong").length).toBe(0);
  figure.update(probabilities);
  const wrong = [...figure.querySelectorAll(".regions-plot g > g")].map((g) =>
    g.classList.contains("is-wrong"),
  );
  expect(wrong.filter(Boolean).length).toBe(1);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "2 of 3 points lie in the region of their own class, and 1 of the 2 held-out ones.",
  ]);
});

test("the model's own predictions count when they are given", async () => {
  const figure = await mountFigure(build());
  figure.update(probabilities, Int32Array.of(0, 1, 1));
  expect(figure.querySelectorAll(".is-wrong").length).toBe(0);
  (figure.querySelector("details") as HTMLDetailsElement).open = true;
  await nextFrame();
  expect(textsOf(figure, "tbody tr:last-child > *")).toEqual([
    ...["0.5", "1.5", "Chinstrap", "Chinstrap", "✓"],
  ]);
});

test("classes differ by shape, and axes carry their units", async () => {
  const figure = await mountFigure(build());
  const shapes = textsOf(figure, ".figure-legend li").slice(0, 3);
  expect(shapes).toEqual(["Adelie", "Chinstrap", "Gentoo"]);
  const paths = [...figure.querySelectorAll(".legend-point")].map((p) => p.getAttribute("d"));
  expect(new Set(paths).size).toBe(3);
  expect(textsOf(figure, ".figure-axis-label")).toEqual(["bill length (mm)", "bill depth (mm)"]);
});

test("a change of theme paints the regions again in its colours", async () => {
  document.documentElement.dataset.theme = "light";
  const figure = await mountFigure(build());
  figure.update(probabilities);
  const before = pixel(figure, 0, 1);
  document.documentElement.dataset.theme = "dark";
  await expect.poll(() => pixel(figure, 0, 1)).not.toEqual(before);
  delete document.documentElement.dataset.theme;
});

test("probabilities for another grid are refused", async () => {
  const figure = await mountFigure(build());
  expect(() => figure.update([1, 0, 0])).toThrow(
    "decisionRegions: 3 probabilities came, wanted 2 × 2 × 3",
  );
});

test("it fits 360 pixels and axe finds nothing", async () => {
  const figure = await mountFigure(build());
  figure.update(probabilities);
  await nextFrame();
  expectToFit(figure);
  await expectAccessible(figure);
});
