import { expect, test } from "vitest";
import { lossCurve, type Series } from "../../lib/figures/lossCurve.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, nextFrame, textsOf } from "./mountFigure.js";

const labels = words.lossCurve;
const axes = { xLabel: "step", yLabel: "loss (nats)" };
const two: Series[] = [
  {
    name: "training",
    points: [
      [0, 2],
      [10, 1],
      [20, 0.5],
    ],
  },
  {
    name: "held out",
    points: [
      [0, 2],
      [20, 1.5],
    ],
  },
];
const build = (series = two) =>
  lossCurve({
    title: "It falls",
    labels,
    series,
    baseline: { name: "chance", value: 1.1 },
    ...axes,
  });

/** The y coordinates of a line's points, in pixels. */
const heights = (figure: HTMLElement, line: number) => {
  const path = figure.querySelectorAll(".figure-lines path")[line]?.getAttribute("d") ?? "";
  return path
    .split(/[ML]/)
    .slice(1)
    .map((pair) => Number(pair.split(",")[1]));
};

test("a falling loss is drawn falling, in proportion on a linear scale", async () => {
  const figure = await mountFigure(build());
  const [top = 0, middle = 0, low = 0] = heights(figure, 0);
  expect(top).toBeLessThan(middle);
  expect((middle - top) / (low - middle)).toBeCloseTo(2, 5); // 2 → 1 falls twice as far as 1 → 0.5
});

test("equal factors are equal distances on a log scale, and values at or below 0 are left out", async () => {
  const points: [number, number][] = [
    [0, 1],
    [1, 0.1],
    [2, 0.01],
    [3, 0],
  ];
  const series = [{ name: "a", points }];
  const figure = await mountFigure(
    lossCurve({ title: "t", labels, series, yScale: "log", ...axes }),
  );
  const [a = 0, b = 0, c = 0, ...rest] = heights(figure, 0);
  expect(b - a).toBeCloseTo(c - b, 5);
  expect(rest).toEqual([]);
});

test("a value that is not a number breaks the line", async () => {
  const points: [number, number][] = [
    [0, 1],
    [1, Number.NaN],
    [2, 1],
    [3, Number.POSITIVE_INFINITY],
    [4, 1],
  ];
  const figure = await mountFigure(build([{ name: "a", points }]));
  const path = figure.querySelector(".figure-lines path")?.getAttribute("d") ?? "";
  expect(path.match(/M/g)?.length).toBe(3);
  expect(path).not.toContain("NaN");
});

test("update draws the new points in the same elements and says so in the summary", async () => {
  const figure = await mountFigure(build());
  const path = figure.querySelector(".figure-lines path");
  const before = path?.getAttribute("d");
  const next: Series[] = [
    { name: "training", points: [...(two[0]?.points ?? []), [30, 0.25]] },
    two[1] as Series,
  ];
  figure.update(next);
  expect(figure.querySelector(".figure-lines path")).toBe(path);
  expect(path?.getAttribute("d")).not.toBe(before);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "training: 2 at first, 0.25 at step 30; held out: 2 at first, 1.5 at step 20.",
  ]);
});

test("the open table follows an update", async () => {
  const figure = await mountFigure(build());
  (figure.querySelector("details") as HTMLDetailsElement).open = true;
  await nextFrame();
  figure.update([{ name: "only", points: [[7, 0.125]] }]);
  expect(textsOf(figure, "thead th")).toEqual(["step", "only"]);
  expect(textsOf(figure, "tbody tr > *")).toEqual(["7", "0.125"]);
});

test("the baseline lies at its own value", async () => {
  const points: [number, number][] = [
    [0, 1.1],
    [1, 0.5],
  ];
  const figure = await mountFigure(build([{ name: "a", points }]));
  const level = Number(figure.querySelector(".figure-baseline")?.getAttribute("y1"));
  expect(level).toBeCloseTo(heights(figure, 0)[0] ?? 0, 5);
  expect(textsOf(figure, ".figure-legend li")).toEqual(["a", "chance 1.1"]);
});

test("no series and no points yet are drawn as empty axes", async () => {
  const figure = await mountFigure(build([{ name: "a", points: [] }]));
  expect(textsOf(figure, ".figure-summary")).toEqual(["No step has run yet."]);
  figure.update([]);
  expect(figure.querySelectorAll(".figure-lines path").length).toBe(0);
});

test("20,000 steps are drawn with at most five points for each pixel column, spikes included", async () => {
  const figure = await mountFigure(build());
  const long = Array.from({ length: 20_000 }, (_, i): [number, number] => [i, i === 7777 ? 9 : 1]);
  figure.update([{ name: "long", points: long }]);
  const drawn = heights(figure, 0);
  expect(drawn.length).toBeLessThanOrEqual(5 * 360);
  expect(drawn.filter((y) => y < (drawn[0] ?? 0) - 50).length).toBe(1);
});

test("it fits 360 pixels with text of its full size, and redraws when it gets room", async () => {
  const figure = await mountFigure(build());
  expectToFit(figure);
  const svg = figure.querySelector(".figure-body > svg");
  expect(svg?.getAttribute("width")).toBe("360");
  document.body.style.width = "700px";
  await nextFrame();
  expect(svg?.getAttribute("width")).toBe("700");
  const text = figure.querySelector(".figure-axis text") as Element;
  expect(Number.parseFloat(getComputedStyle(text).fontSize)).toBeGreaterThanOrEqual(12);
});

test("axe finds nothing", async () => {
  await expectAccessible(await mountFigure(build()));
});

test("on a page with larger text the drawing, its text and its marks grow as much", async () => {
  document.documentElement.style.fontSize = "32px";
  try {
    const figure = await mountFigure(build(), 720);
    const svg = figure.querySelector(".figure-body > svg");
    expect(svg?.getAttribute("viewBox")).toBe("0 0 360 260");
    expect(svg?.getBoundingClientRect().width).toBeCloseTo(720, 0);
    const tick = figure.querySelector(".figure-axis text") as SVGTextElement;
    expect(tick.getBoundingClientRect().height / tick.getBBox().height).toBeCloseTo(2, 1);
    const swatch = figure.querySelector(".figure-legend svg");
    expect(swatch?.getBoundingClientRect().width).toBeCloseTo(44, 0);
  } finally {
    document.documentElement.style.fontSize = "";
  }
});
