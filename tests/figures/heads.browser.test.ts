import { expect, test } from "vitest";
import "../../lessons/theme/heads.css";
import { headGrid } from "../../lib/figures/headGrid.js";
import { reshapePicture } from "../../lib/figures/reshapePicture.js";
import { figures as words } from "../../lib/words/en/figures.js";
import {
  buttonNamed,
  expectAccessible,
  expectToFit,
  mountFigure,
  press,
  textsOf,
} from "./mountFigure.js";

const maps = [
  { layer: 0, head: 0, weights: [[1, 0], [0.25, 0.75]], notes: ["previous token 25 %"] },
  { layer: 0, head: 1, weights: [[1, 0], [1, 0]], isOff: true },
  { layer: 1, head: 0, weights: [[1, 0], [0.5, 0.5]] },
]; // biome-ignore format: matrices
const grid = () =>
  headGrid({
    title: "Each head reads elsewhere",
    labels: words.headGrid,
    maps,
    tokens: ["a", "b"],
    boundary: 1,
  });

test("a head's map has a square for each weight, queries down and keys across", async () => {
  const figure = await mountFigure(grid());
  const [first] = figure.querySelectorAll("svg");
  const squares = [...(first?.querySelectorAll(".head-cells") ?? [])].map((path) => [
    path.getAttribute("d"),
    path.getAttribute("fill-opacity"),
  ]);
  expect(squares).toEqual([
    ["M0,1h1v1h-1z", "0.25"],
    ["M1,1h1v1h-1z", "0.75"],
    ["M0,0h1v1h-1z", "1"],
  ]);
  expect(first?.getAttribute("aria-label")).toBe("Layer 1, head 1, previous token 25 %");
});

test("small maps have their numbers written in, large ones do not", async () => {
  const figure = await mountFigure(grid());
  expect(textsOf(figure, ".head-panel:first-child .head-numbers text").slice(0, 4)).toEqual(["1", "0", "0.25", "0.75"]); // biome-ignore format: one line
  const tokens = ["a", "b", "c", "d", "e"];
  const even = tokens.map(() => tokens.map(() => 0.2));
  figure.remove();
  const large = headGrid({
    title: "Five tokens",
    labels: words.headGrid,
    maps: [{ layer: 0, head: 0, weights: even }],
    tokens,
  });
  expect(textsOf(await mountFigure(large), ".head-numbers text")).toEqual([]);
});

test("layers are rows, and a head that is off says so", async () => {
  const figure = await mountFigure(grid());
  const rows = [...figure.querySelectorAll(".head-row")].map((row) =>
    [...row.querySelectorAll(".head-name")].map((name) => name.textContent),
  );
  expect(rows).toEqual([["Layer 1, head 1", "Layer 1, head 2 (off)"], ["Layer 2, head 1"]]);
  expect(figure.querySelectorAll(".is-off")).toHaveLength(1);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "What 3 heads in 2 layers read, for a sequence of 2 tokens.",
  ]);
});

test("the table names what each token reads most; new maps replace the old", async () => {
  const figure = await mountFigure(grid());
  const details = figure.querySelector("details") as HTMLDetailsElement;
  details.open = true;
  await new Promise((done) => setTimeout(done, 50));
  const cells = () =>
    [...figure.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
  expect(cells()[1]).toEqual(["Layer 1, head 1", "b (1)", "b (1)", "0.75"]);
  expect(cells()).toHaveLength(6);
  figure.update([{ layer: 0, head: 0, weights: [[1, 0], [0.9, 0.1]] }]); // biome-ignore format: a matrix
  expect(cells()[1]).toEqual(["Layer 1, head 1", "b (1)", "a (0)", "0.9"]);
  expect(figure.querySelectorAll("svg")).toHaveLength(1);
});

test("a map that is not square over the tokens is refused", () => {
  expect(() =>
    headGrid({ title: "", labels: words.headGrid, maps, tokens: ["a", "b", "c"] }),
  ).toThrow(
    "headGrid: the map of layer 0, head 0 has shape [2, 2], want [3, 3] as there are 3 tokens",
  );
});

const picture = {
  title: "Two tokens, two heads",
  labels: words.reshapePicture,
  texts: ["a0", "a1", "b0", "b1"],
  groups: [0, 1, 0, 1],
  stages: [
    { name: "as it comes", axes: ["T", "C"], shape: [2, 2], ids: [0, 1, 2, 3] },
    { name: "cut", axes: ["T", "H", "D"], shape: [2, 2, 1], ids: [0, 1, 2, 3] },
    { name: "turned", axes: ["H", "T", "D"], shape: [2, 2, 1], ids: [0, 2, 1, 3] },
  ],
  follow: 2,
};
const followed = (figure: HTMLElement) => textsOf(figure, "td.is-followed");

test("every number is followed through every shape", async () => {
  const figure = await mountFigure(reshapePicture(picture));
  expect(followed(figure)).toEqual(["b0", "b0", "b0"]);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "b0 is at [1, 0] of [T, C], then at [1, 0, 0] of [T, H, D], then at [0, 1, 0] of [H, T, D].",
  ]);
  buttonNamed(figure, "Next number").click();
  expect(followed(figure)).toEqual(["b1", "b1", "b1"]);
  buttonNamed(figure, "Next number").click(); // there is none
  expect(followed(figure)).toEqual(["b1", "b1", "b1"]);
  press(figure.querySelector(".figure-body") as Element, "Home");
  expect(followed(figure)).toEqual(["a0", "a0", "a0"]);
  [...figure.querySelectorAll<HTMLElement>("td")].find((td) => td.textContent === "a1")?.click();
  expect(followed(figure)).toEqual(["a1", "a1", "a1"]);
});

test("boxes are the last two axes, named by the axes before; below is the order of memory", async () => {
  const figure = await mountFigure(reshapePicture(picture));
  const stages = [...figure.querySelectorAll<HTMLElement>(".reshape-stage")];
  const boxes = stages.map((stage) => [
    textsOf(stage, "caption"),
    [...stage.querySelectorAll("table")].map((table) => textsOf(table, "td").join(" ")),
    textsOf(stage, "span.reshape-cell").join(" "),
  ]);
  expect(boxes).toEqual([
    [[""], ["a0 a1 b0 b1"], "a0 a1 b0 b1"],
    [["t = 0", "t = 1"], ["a0 a1", "b0 b1"], "a0 a1 b0 b1"],
    [["h = 0", "h = 1"], ["a0 b0", "a1 b1"], "a0 b0 a1 b1"],
  ]);
});

test("numbers that get lost are refused", () => {
  const [stage] = picture.stages;
  const stages = [{ ...(stage as (typeof picture.stages)[number]), ids: [0, 1, 2, 2] }];
  expect(() => reshapePicture({ ...picture, stages })).toThrow(
    "reshapePicture: “as it comes” has shape [2,2] and 4 numbers, want each of 4 once",
  );
});

test.each([
  ["head grid", grid],
  ["reshape picture", () => reshapePicture(picture)],
])("the %s fits a narrow page and is accessible", async (_, make) => {
  const figure = await mountFigure<HTMLElement>(make());
  expectToFit(figure);
  await expectAccessible(figure);
});
