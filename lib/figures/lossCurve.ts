import { extent, max } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { create } from "d3-selection";
import { line } from "d3-shape";
import { drawAxes } from "./drawAxes.js";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { legend } from "./legend.js";
import { numberText } from "./numberText.js";
import { colour, seriesColour, seriesDash } from "./palette.js";
import { thinLine } from "./thinLine.js";

/** One line: its name and its points, each a step and a value. */
export interface Series {
  name: string;
  points: readonly (readonly [step: number, value: number])[];
}

export interface LossCurveLabels extends FrameLabels {
  /** One sentence from the first and last value of each series; no steps yet: an empty list. */
  summary(series: readonly { name: string; first: string; last: string; step: string }[]): string;
}

export interface LossCurveOptions {
  title: string;
  labels: LossCurveLabels;
  series: readonly Series[];
  /** A value to beat, drawn as a dashed level. */
  baseline?: { name: string; value: number };
  xLabel: string;
  yLabel: string;
  /** `linear` by default; `log` leaves values at or below 0 out. */
  yScale?: "linear" | "log";
}

export type LossCurve = HTMLElement & {
  /** Draws these series instead; cheap enough for every frame. */
  update(series: readonly Series[]): void;
};

const margins = { top: 26, right: 12, bottom: 40, left: 52 };
const height = 260;

/** Lines that grow with training: a loss or an accuracy by step. */
export function lossCurve(options: LossCurveOptions): LossCurve {
  const { title, labels, baseline, xLabel, yLabel, yScale = "linear" } = options;
  const frame = figureFrame({ title, labels, name: "figure-loss-curve" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const level = svg.append("line").attr("class", "figure-baseline");
  const lines = svg.append("g").attr("class", "figure-lines");
  const key = element("div");
  frame.body.append(key, svg.node() as SVGSVGElement);
  let { series } = options;
  let width = 0;
  let names = "";

  const draw = () => {
    const shown = (value: number) => Number.isFinite(value) && (yScale === "linear" || value > 0);
    const ranges = series.flatMap((s) =>
      extent(s.points, (p) => (shown(p[1]) ? p[1] : Number.NaN)),
    );
    const [lowest = 0, highest = 1] = extent<number>(
      [...ranges, baseline?.value].filter((v) => v !== undefined),
    );
    const last = max(series, (s) => s.points.at(-1)?.[0] ?? 0) ?? 0;
    const x = scaleLinear([0, Math.max(1, last)], [margins.left, width - margins.right]);
    const range = [height - margins.bottom, margins.top];
    const y =
      yScale === "log"
        ? scaleLog([lowest > 0 ? lowest : 0.1, Math.max(highest, lowest * 1.01, 1e-9)], range)
        : scaleLinear([Math.min(0, lowest), highest > lowest ? highest : lowest + 1], range);
    y.nice();
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    const yTicks = y.ticks(yScale === "log" ? 4 : 5);
    drawAxes(svg, { x, y, xLabel, yLabel, width, height, margins, yTicks });
    if (baseline) {
      level
        .attr("x1", margins.left)
        .attr("x2", width - margins.right)
        .attr("y1", y(baseline.value))
        .attr("y2", y(baseline.value));
    }
    const path = line<readonly [number, number]>()
      .defined((p) => shown(p[1]))
      .x((p) => x(p[0]))
      .y((p) => y(p[1]));
    lines
      .selectAll("path")
      .data(series)
      .join("path")
      .style("stroke", (_, i) => seriesColour(i))
      .attr("stroke-dasharray", (_, i) => seriesDash(i))
      .attr("d", (s) => path(thinLine(s.points, width)));
  };

  const describe = () => {
    const nextNames = series.map((s) => s.name).join("\n");
    if (nextNames !== names || !key.firstChild) {
      names = nextNames;
      const items = series.map(({ name }, i) => ({
        name,
        colour: seriesColour(i),
        dash: seriesDash(i),
        mark: "line" as const,
      }));
      const level = baseline && {
        name: `${baseline.name} ${numberText(baseline.value)}`,
        colour: colour("muted"),
        dash: "3 3",
        mark: "line" as const,
      };
      key.replaceChildren(legend(level ? [...items, level] : items));
    }
    const facts = series.flatMap(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (!first || !last) return [];
      const [step, value] = last;
      return [{ name, first: numberText(first[1]), last: numberText(value), step: `${step}` }];
    });
    frame.summarise(labels.summary(facts));
    frame.tabulate(() =>
      series.map(({ name, points }) => ({
        columns: [xLabel, name],
        rows: points.map(([step, value]) => [numberText(step), numberText(value)]),
      })),
    );
  };

  describe();
  fitWidth(frame.body, (next) => {
    width = next;
    draw();
  });
  return Object.assign(frame.figure, {
    update(next: readonly Series[]) {
      series = next;
      describe();
      draw();
    },
  });
}
