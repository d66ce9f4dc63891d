import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { drawAxes } from "./drawAxes.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { numberText } from "./numberText.js";
import { colour } from "./palette.js";

export interface ComparisonBar {
  name: string;
  value: number;
  /** The same result over seeds, drawn as dots. */
  spread?: readonly number[];
  /** A value to beat: drawn quieter, with its level carried across the others. */
  isBaseline?: boolean;
}

export interface ComparisonBarsLabels extends FrameLabels {
  name: string;
  value: string;
  /** Column of the values over seeds. */
  runs: string;
  summary(bars: readonly { name: string; value: string }[]): string;
}

export interface ComparisonBarsOptions {
  title: string;
  labels: ComparisonBarsLabels;
  bars: readonly ComparisonBar[];
  xLabel: string;
  /** The axis's ends; absent: from 0 to the largest value. */
  domain?: readonly [number, number];
  /** How a value is written, `numberText` by default. */
  format?(value: number): string;
}

const rowHeight = 46;
const margins = { top: 4, right: 12, bottom: 40, left: 4 };

/** A few results side by side as bars with their values, such as a model beside its baseline. */
export function comparisonBars(options: ComparisonBarsOptions): HTMLElement {
  const { title, labels, bars, xLabel, domain, format = numberText } = options;
  const frame = figureFrame({ title, labels, name: "figure-comparison" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const rows = svg.append("g").selectAll("g").data(bars).join("g");
  rows
    .append("text")
    .attr("x", margins.left)
    .attr("y", 12)
    .text((b) => b.name);
  const bar = rows
    .append("rect")
    .attr("y", 19)
    .attr("height", 16)
    .style("fill", (b) => colour(b.isBaseline ? "muted" : "accent"));
  const value = rows.append("text").attr("class", "comparison-value").attr("y", 12);
  const dots = rows
    .selectAll("circle")
    .data((b) => b.spread ?? [])
    .join("circle")
    .attr("class", "comparison-dot")
    .attr("cy", 27)
    .attr("r", 4);
  const levels = svg
    .append("g")
    .selectAll("line")
    .data(bars.filter((b) => b.isBaseline && b.value !== 0)) // at 0 stands the axis
    .join("line")
    .attr("class", "figure-baseline");
  const height = margins.top + bars.length * rowHeight + margins.bottom;
  const drawn = bars.flatMap((b) => [b.value, ...(b.spread ?? [])]).filter(Number.isFinite);
  const [low = 0, high = 1] = extent([0, ...drawn]);

  frame.body.append(svg.node() as SVGSVGElement);
  frame.summarise(labels.summary(bars.map((b) => ({ name: b.name, value: format(b.value) }))));
  frame.tabulate(() => [
    {
      columns: [labels.name, labels.value, labels.runs],
      rows: bars.map((b) => [b.name, format(b.value), (b.spread ?? []).map(format).join(", ")]),
    },
  ]);
  fitWidth(frame.body, (width) => {
    const x = scaleLinear(domain ?? [low, high > low ? high : low + 1], [
      margins.left,
      width - margins.right,
    ]);
    const y = scaleLinear([0, 1], [height - margins.bottom, margins.top]);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    drawAxes(svg, { x, y, xLabel, yLabel: "", width, height, margins, yTicks: [] });
    rows.attr("transform", (_, i) => `translate(0,${margins.top + i * rowHeight})`);
    const zero = x(Math.min(Math.max(0, x.domain()[0] ?? 0), x.domain()[1] ?? 1));
    const end = (v: number) => (Number.isFinite(v) ? x(v) : zero);
    bar
      .attr("x", (b) => Math.min(zero, end(b.value)))
      .attr("width", (b) => Math.abs(end(b.value) - zero));
    value
      .attr("x", width - margins.right)
      .attr("text-anchor", "end")
      .text((b) => format(b.value));
    dots.attr("cx", (v) => end(v)).attr("display", (v) => (Number.isFinite(v) ? null : "none"));
    levels
      .attr("x1", (b) => end(b.value))
      .attr("x2", (b) => end(b.value))
      .attr("y1", margins.top)
      .attr("y2", height - margins.bottom);
  });
  return frame.figure;
}
