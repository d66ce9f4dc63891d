import { extent } from "d3-array";
import { scaleLog } from "d3-scale";
import { create } from "d3-selection";
import { line } from "d3-shape";
import { drawAxes } from "./drawAxes.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { numberText } from "./numberText.js";
import { colour } from "./palette.js";

/** An error found with one step size. */
export type StepError = readonly [step: number, error: number];

export interface StepSizePlotLabels extends FrameLabels {
  summary(facts: { best: string; error: string; smallest: string; atSmallest: string }): string;
}

export interface StepSizePlotOptions {
  title: string;
  labels: StepSizePlotLabels;
  /** Steps above 0; an error of exactly 0 is drawn at the floor of the axis. */
  points: readonly StepError[];
  xLabel: string;
  yLabel: string;
}

const margins = { top: 26, right: 12, bottom: 40, left: 64 };
const height = 260;

/** How an error depends on the step that was taken to find it, both on log scales. */
export function stepSizePlot(options: StepSizePlotOptions): HTMLElement {
  const { title, labels, points, xLabel, yLabel } = options;
  const frame = figureFrame({ title, labels, name: "figure-step-size" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const curve = svg
    .append("path")
    .attr("fill", "none")
    .attr("stroke-width", 1.5)
    .style("stroke", colour("gradient"));
  const dots = svg
    .append("g")
    .selectAll("circle")
    .data(points)
    .join("circle")
    .attr("r", 3.5)
    .style("fill", colour("gradient"));
  const [low = 1e-12, high = 1] = extent(points.map(([, error]) => error).filter((e) => e > 0));
  const [first = 1e-12, last = 1] = extent(points.map(([step]) => step));
  const best = points.reduce((least, point) => (point[1] < least[1] ? point : least));
  const smallest = points.reduce((least, point) => (point[0] < least[0] ? point : least));
  frame.body.append(svg.node() as SVGSVGElement);
  frame.summarise(
    labels.summary({
      best: numberText(best[0], 1),
      error: numberText(best[1], 2),
      smallest: numberText(smallest[0], 1),
      atSmallest: numberText(smallest[1], 2),
    }),
  );
  frame.tabulate(() => [
    {
      columns: [xLabel, yLabel],
      rows: points.map(([step, error]) => [numberText(step, 2), numberText(error, 2)]),
    },
  ]);
  fitWidth(frame.body, (width) => {
    const x = scaleLog([first, last], [margins.left, width - margins.right]);
    const y = scaleLog([low, high], [height - margins.bottom, margins.top]).nice();
    const powers = (from: number, to: number, every: number) => {
      const [start, end] = [Math.ceil(Math.log10(from)), Math.floor(Math.log10(to))];
      return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => start + i)
        .filter((exponent) => exponent % every === 0)
        .map((exponent) => 10 ** exponent);
    };
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    const [bottom = low, top = high] = y.domain();
    const axes = { x, y, xLabel, yLabel, width, height, margins };
    drawAxes(svg, { ...axes, xTicks: powers(first, last, 2), yTicks: powers(bottom, top, 2) });
    const across = ([step]: StepError) => x(step);
    const up = ([, error]: StepError) => y(Math.max(error, bottom));
    curve.attr("d", line<StepError>(across, up)(points));
    dots.attr("cx", across).attr("cy", up);
  });
  return frame.figure;
}
