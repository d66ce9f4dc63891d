import { extent, range } from "d3-array";
import { scaleLinear } from "d3-scale";
import { create, pointer } from "d3-selection";
import { line } from "d3-shape";
import { drawAxes } from "./drawAxes.js";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { legend } from "./legend.js";
import { numberText } from "./numberText.js";
import { colour } from "./palette.js";

export interface DerivativePlotLabels extends FrameLabels {
  /** Names the point that can be moved. */
  point: string;
  slope: string;
  curve: string;
  tangent: string;
  summary(facts: { x: string; y: string; slope: string }): string;
  /** What a small nudge does: what the slope predicts beside what happens. */
  reading(facts: { nudge: string; slope: string; predicted: string; actual: string }): string;
}

export interface DerivativePlotOptions {
  title: string;
  labels: DerivativePlotLabels;
  f(x: number): number;
  /** Its derivative; absent: a central difference. */
  derivative?(x: number): number;
  domain: readonly [number, number];
  /** Where the point begins, the domain's middle by default. */
  x?: number;
  /** How far the input is nudged, a tenth of the domain by default. */
  nudge?: number;
  xLabel: string;
  yLabel: string;
}

export interface LocalSlope {
  x: number;
  y: number;
  slope: number;
}

export type DerivativePlot = HTMLElement & {
  /** Where the point is and the slope there; settable by `x`. `input` tells of a move. */
  readonly value: LocalSlope;
  x: number;
};

const margins = { top: 26, right: 12, bottom: 40, left: 48 };
const height = 300;

/** A curve with its tangent at a point that drag, tap or arrow keys move, and what a nudge there does. */
export function derivativePlot(options: DerivativePlotOptions): DerivativePlot {
  const { title, labels, f, domain, xLabel, yLabel } = options;
  const [from, to] = domain;
  const { nudge = (to - from) / 10, x: start = (from + to) / 2 } = options;
  const derivative =
    options.derivative ??
    ((x: number) => {
      const h = (to - from) * 1e-5;
      return (f(x + h) - f(x - h)) / (2 * h);
    });
  const samples = range(241).map((i): [number, number] => {
    const x = from + ((to - from) * i) / 240;
    return [x, f(x)];
  });
  const [low = 0, high = 1] = extent(samples.map((s) => s[1]).filter(Number.isFinite));
  const room = (high - low || 1) * 0.12;
  const frame = figureFrame({ title, labels, name: "figure-derivative" });
  const svg = create("svg")
    .attr("class", "derivative-drawing")
    .attr("role", "group")
    .attr("aria-label", title);
  const plot = svg.append("svg").attr("class", "derivative-plot");
  const curve = plot.append("path").attr("class", "derivative-curve");
  const tangent = plot.append("line").attr("class", "derivative-tangent");
  const triangle = svg.append("path").attr("class", "derivative-triangle");
  const rise = svg.append("text").attr("class", "derivative-rise");
  const run = svg.append("text").attr("class", "derivative-run");
  const actual = plot.append("circle").attr("class", "derivative-actual").attr("r", 4);
  const handle = svg
    .append("circle")
    .attr("class", "derivative-handle")
    .attr("r", 9)
    .attr("tabindex", 0)
    .attr("role", "slider")
    .attr("aria-label", labels.point)
    .attr("aria-valuemin", from)
    .attr("aria-valuemax", to);
  const reading = element("p", { class: "figure-sentence", "aria-live": "polite" });
  const key = legend([
    { name: labels.curve, colour: colour("activation"), mark: "line" },
    { name: labels.tangent, colour: colour("gradient"), mark: "line" },
  ]);
  frame.body.append(key, svg.node() as SVGSVGElement, reading);
  const x = scaleLinear(domain, [0, 1]);
  const y = scaleLinear([low - room, high + room], [height - margins.bottom, margins.top]).nice();
  let at = Math.min(to, Math.max(from, start));

  const show = () => {
    const [value, slope] = [f(at), derivative(at)];
    const predicted = slope * nudge;
    const facts = { x: numberText(at, 3), y: numberText(value, 3), slope: numberText(slope, 3) };
    handle
      .attr("cx", x(at))
      .attr("cy", y(value))
      .attr("aria-valuenow", at)
      .attr("aria-valuetext", `${facts.x}, ${labels.slope} ${facts.slope}`);
    tangent
      .attr("x1", x(from))
      .attr("y1", y(value + slope * (from - at)))
      .attr("x2", x(to))
      .attr("y2", y(value + slope * (to - at)));
    const [left, right, base, tip] = [x(at), x(at + nudge), y(value), y(value + predicted)];
    triangle.attr("d", `M${left},${base}H${right}V${tip}`);
    rise
      .attr("x", right + 7)
      .attr("y", (base + tip) / 2)
      .attr("dy", "0.32em");
    actual.attr("cx", right).attr("cy", y(f(at + nudge)));
    rise.text(signed(predicted));
    run.attr("x", left + 12).attr("y", predicted < 0 ? base - 12 : base + 18);
    run.text(signed(nudge));
    frame.summarise(labels.summary(facts));
    reading.textContent = labels.reading({
      nudge: signed(nudge),
      slope: facts.slope,
      predicted: signed(predicted),
      actual: signed(f(at + nudge) - value),
    });
  };
  const move = (next: number) => {
    const inside = Math.min(to, Math.max(from, next));
    if (inside === at || !Number.isFinite(inside)) return;
    at = inside;
    show();
    frame.figure.dispatchEvent(new Event("input", { bubbles: true }));
  };
  svg.on("pointerdown", (event: PointerEvent) => {
    svg.node()?.setPointerCapture(event.pointerId);
    move(x.invert(pointer(event, svg.node())[0]));
    handle.node()?.focus({ preventScroll: true });
  });
  svg.on("pointermove", (event: PointerEvent) => {
    if (svg.node()?.hasPointerCapture(event.pointerId)) {
      move(x.invert(pointer(event, svg.node())[0]));
    }
  });
  const step = (to - from) / 100;
  handle.on("keydown", (event: KeyboardEvent) => {
    const size = event.shiftKey ? step * 10 : step;
    const targets = new Map([
      ["ArrowLeft", at - size],
      ["ArrowDown", at - size],
      ["ArrowRight", at + size],
      ["ArrowUp", at + size],
      ["PageDown", at - step * 10],
      ["PageUp", at + step * 10],
      ["Home", from],
      ["End", to],
    ]);
    const target = targets.get(event.key);
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(target);
  });
  frame.tabulate(() => [
    {
      columns: [xLabel, yLabel, labels.slope],
      rows: samples
        .filter((_, i) => i % 12 === 0)
        .map(([x, y]) => [numberText(x), numberText(y), numberText(derivative(x))]),
    },
  ]);
  fitWidth(frame.body, (width) => {
    x.range([margins.left, width - margins.right]);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    // A nested svg clips the tangent without an id that two figures could share.
    plot
      .attr("x", margins.left)
      .attr("y", margins.top)
      .attr("width", width - margins.left - margins.right)
      .attr("height", height - margins.top - margins.bottom)
      .attr(
        "viewBox",
        `${margins.left} ${margins.top} ${width - margins.left - margins.right} ${height - margins.top - margins.bottom}`,
      );
    drawAxes(svg, { x, y, xLabel, yLabel, width, height, margins });
    curve.attr(
      "d",
      line()
        .defined((s) => Number.isFinite(s[1]))
        .x((s) => x(s[0]))
        .y((s) => y(s[1]))(samples),
    );
    show();
  });
  return Object.defineProperties(frame.figure, {
    value: { get: (): LocalSlope => ({ x: at, y: f(at), slope: derivative(at) }) },
    x: { get: () => at, set: move },
  }) as DerivativePlot;
}

function signed(value: number): string {
  const text = numberText(value, 3);
  return value > 0 ? `+${text}` : text;
}
