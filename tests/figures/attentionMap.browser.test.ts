import { expect, test } from "vitest";
import { attentionMap } from "../../lib/figures/attentionMap.js";
import { figures as words } from "../../lib/words/en/figures.js";
import {
  expectAccessible,
  expectToFit,
  mountFigure,
  nextFrame,
  press,
  textsOf,
} from "./mountFigure.js";

const tokens = ["the", "cat", "sat"];
const weights = [
  [1, 0, 0],
  [0.25, 0.75, 0],
  [0.1, 0.3, 0.6],
];
const options = {
  title: "Each word reads from the words before it",
  labels: words.attentionMap,
  queries: tokens,
  heads: [{ name: "head 1", weights }],
};
const group = (figure: HTMLElement) => figure.querySelector(".attention-maps") as HTMLElement;
const sentence = (figure: HTMLElement) =>
  (figure.querySelector(".figure-sentence")?.textContent ?? "").replace(/[\u2068\u2069]/g, "");
const squareAt = (figure: HTMLElement, level: number) =>
  figure.querySelector(`[data-level="${level}"]`)?.getAttribute("d") ?? "";
const many = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`);
const uniform = (T: number, S = T) => Array.from({ length: T }, () => Array(S).fill(1 / S));

test("rows are queries and columns are keys", async () => {
  const keys = ["a", "b"];
  const heads = [{ name: "head", weights: [[0, 0], [0, 0], [0, 1]] }]; // biome-ignore format: a matrix
  const figure = await mountFigure(attentionMap({ ...options, keys, heads }));
  const [, x = 0, y = 0] = /^M([\d.]+),([\d.]+)/.exec(squareAt(figure, 50))?.map(Number) ?? [];
  const frame = figure.querySelector(".attention-frame");
  const at = (name: string) => Number(frame?.getAttribute(name));
  expect(Math.floor((x - at("x")) / (at("width") / 2))).toBe(1);
  expect(Math.floor((y - at("y")) / (at("height") / 3))).toBe(2);
  expect(textsOf(figure, "[data-query]")).toEqual(tokens);
  expect(textsOf(figure, "[data-key]")).toEqual(keys);
  expect(textsOf(figure, ".figure-axis-label")).toEqual(["key →", "query ↓"]);
  expect(figure.querySelector(".figure-summary")?.textContent).toMatch(
    /“.sat.” reads “.b.” with 1/,
  );
});

test("a row's colours are its weights, and the scale can end below 1", async () => {
  const figure = await mountFigure(attentionMap(options));
  for (const weight of [0.1, 0.25, 0.3, 0.6, 0.75, 1]) {
    expect(squareAt(figure, Math.round(50 * weight)), `${weight}`).not.toBe("");
  }
  const half = await mountFigure(attentionMap({ ...options, fullAt: 0.5 }));
  expect((squareAt(half, 50).match(/M/g) ?? []).length).toBe(3);
  expect(textsOf(half, ".attention-scale span")).toContain("0.5");
});

test("the arrow keys and the pointer choose a square, which is read out and told", async () => {
  const figure = await mountFigure(attentionMap(options));
  const told: unknown[] = [];
  figure.addEventListener("input", () => told.push(figure.value));
  expect(sentence(figure)).toBe("The query “sat” reads the key “the” with weight 0.1.");
  press(group(figure), "ArrowRight");
  press(group(figure), "ArrowUp");
  expect(sentence(figure)).toBe("The query “cat” reads the key “cat” with weight 0.75.");
  press(group(figure), "End");
  press(group(figure), "ArrowRight"); // there is no key after the last
  expect(figure.value).toEqual({ query: 1, key: 2 });
  const box = (figure.querySelector(".attention-frame") as SVGElement).getBoundingClientRect();
  const [clientX, clientY] = [box.left + box.width / 6, box.top + (box.height * 5) / 6];
  const event = new PointerEvent("pointerdown", { clientX, clientY, pointerType: "touch" });
  figure.querySelector("svg")?.dispatchEvent(event);
  expect(figure.value).toEqual({ query: 2, key: 0 });
  expect(told).toHaveLength(4);
});

test("what a mask hides is struck through and said, not shown as a small weight", async () => {
  const seen = weights.map((_, t) => weights.map((_, s) => s <= t));
  const figure = await mountFigure(attentionMap({ ...options, seen }));
  const strikes = figure.querySelector(".attention-hidden")?.getAttribute("d") ?? "";
  expect(strikes.match(/M/g)).toHaveLength(3);
  for (const key of ["ArrowUp", "ArrowUp", "End"]) press(group(figure), key);
  expect(sentence(figure)).toBe("The query “the” may not read the key “sat”: the mask hides it.");
});

test("an update draws new weights of the same sizes and refuses others", async () => {
  const figure = await mountFigure(attentionMap(options));
  figure.update([{ name: "head 1", weights: uniform(3) }]);
  expect(sentence(figure)).toContain("weight 0.333");
  expect(squareAt(figure, 17).match(/M/g)).toHaveLength(9);
  expect(() => figure.update([{ name: "late", weights: uniform(2) }])).toThrow(
    "attentionMap: the weights of late are [2, 2], wanted [3, 3]",
  );
  expect(() => figure.update([])).toThrow("attentionMap: got no heads, wanted at least one");
});

test("the table has every weight by its tokens", async () => {
  const figure = await mountFigure(attentionMap(options));
  (figure.querySelector("details") as HTMLDetailsElement).open = true;
  await nextFrame();
  const rows = [...figure.querySelectorAll("tr")].map((row) =>
    [...row.children].map((c) => c.textContent),
  );
  expect(rows[0]).toEqual(["query ↓ key →", ...tokens]);
  expect(rows[3]).toEqual(["sat", "0.1", "0.3", "0.6"]);
});

test("a weight that is not a number is marked and said", async () => {
  const heads = [{ name: "head", weights: [[Number.NaN]] }];
  const figure = await mountFigure(attentionMap({ ...options, queries: ["a"], heads }));
  expect(figure.querySelectorAll("path.is-not-finite")).toHaveLength(1);
  expect(sentence(figure)).toContain("weight NaN");
});

test("no tokens, one token, spaces, long and right-to-left tokens have a map or a sentence", async () => {
  const none = attentionMap({ ...options, queries: [], heads: [{ name: "head", weights: [] }] });
  expect(none.querySelector(".figure-summary")?.textContent).toBe("There are no tokens to show.");
  const odd = [" ", "אחת", "Donaudampfschifffahrt"];
  const figure = await mountFigure(attentionMap({ ...options, queries: odd }));
  expect(textsOf(figure, "[data-query]")).toEqual(["␣", "אחת", "Donaudam…"]);
  press(group(figure), "ArrowUp");
  expect(figure.querySelector(".figure-sentence")?.textContent).toContain("“\u2068אחת\u2069”");
  expectToFit(figure);
});

test.each([
  [60, 1],
  [200, 1],
  [60, 4],
  [12, 8],
])("%i tokens in %i heads fit 360 pixels, with as many labels as are legible", async (T, H) => {
  const heads = Array.from({ length: H }, (_, i) => ({
    name: `head ${i + 1}`,
    weights: uniform(T),
  }));
  const figure = await mountFigure(
    attentionMap({ ...options, queries: many(T), heads, fullAt: 0.1 }),
  );
  expect(figure.querySelectorAll(".attention-maps path").length).toBeLessThanOrEqual(H * 53); // not one a square
  expectToFit(figure);
  expect(figure.querySelectorAll("svg")).toHaveLength(H);
  const boxes = [...(figure.querySelector("svg")?.querySelectorAll("[data-query]") ?? [])].map(
    (label) => label.getBoundingClientRect(),
  );
  expect(boxes.length).toBeGreaterThanOrEqual(Math.min(T, 10));
  for (const [i, box] of boxes.entries()) {
    const last = boxes[i - 1];
    if (last) expect(box.top + box.height / 2 - last.top - last.height / 2).toBeGreaterThan(11);
  }
});

test("axe finds nothing", async () => {
  const heads = ["head 1", "head 2"].map((name) => ({ name, weights }));
  const figure = await mountFigure(attentionMap({ ...options, heads }));
  expect(sentence(figure)).toBe(
    "The query “sat” reads the key “the” with weight head 1 0.1, head 2 0.1.",
  );
  await expectAccessible(figure);
});
