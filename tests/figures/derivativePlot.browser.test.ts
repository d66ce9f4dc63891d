import { expect, test } from "vitest";
import { derivativePlot } from "../../lib/figures/derivativePlot.js";
import { figures as words } from "../../lib/words/en/figures.js";
import { expectAccessible, expectToFit, mountFigure, press, textsOf } from "./mountFigure.js";

const square = {
  title: "The slope of x² is 2x",
  labels: words.derivativePlot,
  f: (x: number) => x * x,
  domain: [-2, 2] as const,
  ...{ x: 1, nudge: 0.5, xLabel: "a", yLabel: "L" },
};
const handleOf = (figure: HTMLElement) => figure.querySelector("[role=slider]") as SVGElement;

test("at x=1 the slope of x² is 2; a nudge of 0.5 predicts 1 where 1.25 happens", async () => {
  const figure = await mountFigure(derivativePlot(square));
  expect(figure.value.slope).toBeCloseTo(2, 8);
  expect(textsOf(figure, ".figure-sentence")).toEqual([
    "Nudge the input by +0.5: the slope 2 says the output moves by +1; it moves by +1.25.",
  ]);
  expect(textsOf(figure, ".figure-summary")).toEqual([
    "At 1 the curve is at 1 and its slope is 2.",
  ]);
});

test("the drawn tangent has the derivative's slope in the axes' units", async () => {
  const figure = await mountFigure(derivativePlot({ ...square, derivative: (x) => 2 * x }));
  const end = (name: string) =>
    Number(figure.querySelector(".derivative-tangent")?.getAttribute(name));
  const point = (name: string) => Number(handleOf(figure).getAttribute(name));
  // From x=1, y=1 the tangent y = 2x − 1 passes x = 2 at y = 3: three times as high as the point above 0.
  const path = figure.querySelector(".derivative-curve")?.getAttribute("d")?.split("L") ?? [];
  const bottom = Math.max(...path.map((pair) => Number(pair.split(",")[1])));
  expect(bottom - end("y2")).toBeCloseTo(3 * (bottom - point("cy")), 0);
});

test("arrow keys move by a hundredth of the domain, End to its end, and input tells", async () => {
  const figure = await mountFigure(derivativePlot(square));
  const seen: number[] = [];
  figure.addEventListener("input", () => seen.push(figure.value.x));
  press(handleOf(figure), "ArrowRight");
  press(handleOf(figure), "ArrowLeft");
  press(handleOf(figure), "End");
  press(handleOf(figure), "ArrowRight");
  press(handleOf(figure), "Home");
  expect(seen.map((x) => Number(x.toFixed(6)))).toEqual([1.04, 1, 2, -2]);
  expect(handleOf(figure).getAttribute("aria-valuenow")).toBe("-2");
  expect(handleOf(figure).getAttribute("aria-valuetext")).toBe("−2, slope −4");
});

test("a tap moves the point under the finger", async () => {
  const figure = await mountFigure(derivativePlot(square), 640);
  const svg = figure.querySelector(".derivative-drawing") as SVGElement;
  const box = svg.getBoundingClientRect();
  const zero = box.left + 48 + (640 - 48 - 12) / 2;
  // An untrusted event has no active pointer to capture; the drag itself is tried on the built site.
  svg.setPointerCapture = () => {};
  svg.dispatchEvent(
    new PointerEvent("pointerdown", { clientX: zero, clientY: box.top + 99, bubbles: true }),
  );
  expect(figure.value.x).toBeCloseTo(0, 6);
  expect(figure.value.slope).toBeCloseTo(0, 6);
});

test("it fits 360 pixels and axe finds nothing", async () => {
  const figure = await mountFigure(derivativePlot(square));
  expectToFit(figure);
  await expectAccessible(figure);
});
