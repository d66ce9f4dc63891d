import { extent } from "d3-array";
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

/** The result of one way to learn from so many examples. */
export interface LearningPoint {
  /** How many examples, above 0. */
  examples: number;
  mean: number;
  /** The interval around the mean. */
  low: number;
  high: number;
  /** Each run's own result, drawn as dots. */
  runs: readonly number[];
}

/** One way to learn, by the number of examples. */
export interface LearningArm {
  name: string;
  points: readonly LearningPoint[];
}

export interface LearningCurveLabels extends FrameLabels {
  mean: string;
  interval: string;
  runs: string;
  /** How an interval's ends are written, in the table. */
  range(low: string, high: string): string;
  /** One sentence from each arm's first and last mean; nothing yet: an empty list. */
  summary(arms: readonly { name: string; first: string; last: string }[], most: string): string;
}

export interface LearningCurveOptions {
  title: string;
  labels: LearningCurveLabels;
  arms: readonly LearningArm[];
  /** The numbers of examples on the axis. */
  examples: readonly number[];
  /** What cannot be beaten, or should be: dashed levels. */
  levels?: readonly { name: string; value: number }[];
  xLabel: string;
  yLabel: string;
  domain: readonly [number, number];
  /** How a result is written, `numberText` by default. */
  format?(value: number): string;
}

export type LearningCurve = HTMLElement & {
  /** Draws these arms instead. */
  update(arms: readonly LearningArm[]): void;
};

const margins = { top: 26, right: 16, bottom: 40, left: 52 };
const height = 320;
/** Pixels between the arms at one number of examples, so that their intervals do not hide each other. */
const apart = 9;

/** Results by the number of examples, on a logarithmic axis: a mean with its interval for each arm, a dot for each run. */
export function learningCurve(options: LearningCurveOptions): LearningCurve {
  const { title, labels, examples, levels = [], xLabel, yLabel, domain } = options;
  const { format = numberText } = options;
  const frame = figureFrame({ title, labels, name: "figure-learning-curve" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title);
  const marks = svg.append("g");
  const key = element("div");
  frame.body.append(key, svg.node() as SVGSVGElement);
  let { arms } = options;
  let width = 0;

  const draw = () => {
    const [least = 1, most = 10] = extent(examples);
    const x = scaleLog([least / 1.4, most * 1.4], [margins.left, width - margins.right]);
    const y = scaleLinear([...domain], [height - margins.bottom, margins.top]);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    drawAxes(svg, {
      ...{ x, y, xLabel, yLabel, width, height, margins },
      xTicks: examples,
      xText: (value) => numberText(value),
    });
    marks.selectAll("*").remove();
    for (const { value } of levels) {
      marks
        .append("line")
        .attr("class", "figure-baseline")
        .attr("x1", margins.left)
        .attr("x2", width - margins.right)
        .attr("y1", y(value))
        .attr("y2", y(value));
    }
    for (const [i, { points }] of arms.entries()) {
      const shift = (i - (arms.length - 1) / 2) * apart;
      const at = (p: LearningPoint) => x(p.examples) + shift;
      const inside = (value: number) => y(Math.min(Math.max(value, domain[0]), domain[1]));
      const group = marks.append("g").attr("class", "learning-arm").style("color", seriesColour(i));
      const means = line<LearningPoint>(at, (p) => inside(p.mean))(points);
      group.append("path").attr("d", means).attr("stroke-dasharray", seriesDash(i));
      for (const point of points) {
        const [cx, low, high] = [at(point), inside(point.low), inside(point.high)];
        const bar = `M${cx},${low}V${high}M${cx - 4},${low}h8M${cx - 4},${high}h8`;
        group.append("path").attr("class", "learning-interval").attr("d", bar);
        for (const run of point.runs) {
          group
            .append("circle")
            .attr("class", "learning-run")
            .attr("cx", cx)
            .attr("cy", inside(run))
            .attr("r", 2.5);
        }
        const mean = group.append("circle").attr("class", "learning-mean");
        mean.attr("cx", cx).attr("cy", inside(point.mean)).attr("r", 4.5);
      }
    }
  };

  const describe = () => {
    const items = arms.map(({ name }, i) => ({
      ...{ name, colour: seriesColour(i), dash: seriesDash(i) },
      mark: "line" as const,
    }));
    const others = levels.map(({ name, value }) => ({
      ...{ name: `${name} ${format(value)}`, colour: colour("muted"), dash: "3 3" },
      mark: "line" as const,
    }));
    key.replaceChildren(legend([...items, ...others]));
    const facts = arms.flatMap(({ name, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      return first && last ? [{ name, first: format(first.mean), last: format(last.mean) }] : [];
    });
    const reached = Math.max(...arms.flatMap(({ points }) => points.map((p) => p.examples)), 0);
    frame.summarise(labels.summary(facts, numberText(reached)));
    frame.tabulate(() =>
      arms.map(({ name, points }) => ({
        columns: [xLabel, `${name}: ${labels.mean}`, labels.interval, labels.runs],
        rows: points.map((p) => [
          numberText(p.examples),
          format(p.mean),
          labels.range(format(p.low), format(p.high)),
          p.runs.map(format).join(", "),
        ]),
      })),
    );
  };

  describe();
  fitWidth(frame.body, (next) => {
    width = next;
    draw();
  });
  return Object.assign(frame.figure, {
    update(next: readonly LearningArm[]) {
      arms = next;
      describe();
      draw();
    },
  });
}
