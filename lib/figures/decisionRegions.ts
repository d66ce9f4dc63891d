import { scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { symbol } from "d3-shape";
import { drawAxes } from "./drawAxes.js";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { legend } from "./legend.js";
import { numberText } from "./numberText.js";
import { paintRegions, type RegionGrid, regionAt } from "./paintRegions.js";
import { seriesColour } from "./palette.js";
import { pointShape } from "./pointShape.js";

export interface RegionPoint {
  x: number;
  y: number;
  /** The index of its class. */
  label: number;
  /** Kept out of training: drawn with a ring. */
  isHeldOut?: boolean;
}

export interface DecisionRegionsLabels extends FrameLabels {
  heldOut: string;
  misclassified: string;
  /** Columns of the table. */
  actual: string;
  predicted: string;
  summary(facts: { points: number; wrong: number; heldOut: number; heldOutWrong: number }): string;
}

export interface DecisionRegionsOptions {
  title: string;
  labels: DecisionRegionsLabels;
  classes: readonly string[];
  points: readonly RegionPoint[];
  grid: RegionGrid;
  /** Names with units, such as "bill length (mm)". */
  xLabel: string;
  yLabel: string;
}

export type DecisionRegions = HTMLElement & {
  /**
   * Paints the regions.
   *
   * @param probabilities of each class at each grid point, row by row from the lowest y, `[rows, columns, classes]`
   * @param predicted each point's predicted class; absent: that of its grid square
   */
  update(probabilities: ArrayLike<number>, predicted?: ArrayLike<number>): void;
};

const margins = { top: 26, right: 12, bottom: 40, left: 48 };

/** Points of two features over the regions where a classifier sees each class. */
export function decisionRegions(options: DecisionRegionsOptions): DecisionRegions {
  const { title, labels, classes, points, grid, xLabel, yLabel } = options;
  const frame = figureFrame({ title, labels, name: "figure-regions" });
  const canvas = element("canvas", {
    width: grid.columns,
    height: grid.rows,
    "aria-hidden": "true",
  });
  const svg = create("svg")
    .attr("class", "regions-drawing")
    .attr("role", "img")
    .attr("aria-label", title);
  const key = legend([
    ...classes.map((name, i) => ({
      name,
      colour: seriesColour(i),
      mark: "point" as const,
      shape: i,
    })),
    { name: labels.heldOut, colour: "currentColor", mark: "ring" },
    { name: labels.misclassified, colour: "currentColor", mark: "cross" },
  ]);
  // The page's colours, resolved for the canvas: the legend's marks have them.
  const marks = [...key.querySelectorAll<SVGPathElement>("path.legend-point")];
  frame.body.append(key, element("div", { class: "regions-plot" }, canvas, svg.node() ?? ""));

  const mark = svg.append("g").selectAll("g").data(points).join("g");
  mark
    .filter((p) => p.isHeldOut === true)
    .append("circle")
    .attr("class", "region-ring")
    .attr("r", 7.5);
  // Under the point, so that its shape and colour stay visible.
  mark.append("path").attr("class", "region-wrong").attr("d", "M-8,-8L8,8M-8,8L8,-8");
  mark
    .append("path")
    .attr("class", "region-point")
    .attr("d", (p) => symbol(pointShape(p.label), 44)())
    .style("fill", (p) => seriesColour(p.label));
  let probabilities: ArrayLike<number> = [];
  let predicted: number[] = [];

  const paint = () => {
    const colours = marks.map((m) => getComputedStyle(m).fill);
    paintRegions(canvas, grid, probabilities, colours);
  };
  const describe = () => {
    const isWrong = (p: RegionPoint, i: number) => predicted.length > 0 && predicted[i] !== p.label;
    mark.classed("is-wrong", isWrong);
    const wrong = points.filter(isWrong);
    frame.summarise(
      predicted.length === 0
        ? ""
        : labels.summary({
            points: points.length,
            wrong: wrong.length,
            heldOut: points.filter((p) => p.isHeldOut).length,
            heldOutWrong: wrong.filter((p) => p.isHeldOut).length,
          }),
    );
    frame.tabulate(() => [
      {
        columns: [xLabel, yLabel, labels.actual, labels.predicted, labels.heldOut],
        rows: points.map((p, i) => [
          numberText(p.x),
          numberText(p.y),
          classes[p.label] ?? "",
          classes[predicted[i] ?? -1] ?? "–",
          p.isHeldOut ? "✓" : "",
        ]),
      },
    ]);
  };
  describe();
  fitWidth(frame.body, (width) => {
    const height = Math.round(Math.min(440, Math.max(280, width * 0.66)));
    const x = scaleLinear(grid.xDomain, [margins.left, width - margins.right]);
    const y = scaleLinear(grid.yDomain, [height - margins.bottom, margins.top]);
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    // Shares of the drawing, so that the canvas grows with it.
    const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
    Object.assign(canvas.style, {
      left: share(margins.left, width),
      top: share(margins.top, height),
      width: share(width - margins.left - margins.right, width),
      height: share(height - margins.top - margins.bottom, height),
    });
    drawAxes(svg, { x, y, xLabel, yLabel, width, height, margins });
    mark.attr("transform", (p) => `translate(${x(p.x)},${y(p.y)})`);
    paint();
  });
  // The stylesheet gives the canvas a colour with a transition, so a change of theme is heard here.
  canvas.addEventListener("transitionend", paint);
  return Object.assign(frame.figure, {
    update(next: ArrayLike<number>, nextPredicted?: ArrayLike<number>) {
      probabilities = next;
      predicted = nextPredicted
        ? Array.from(nextPredicted)
        : points.map((p) => regionAt(grid, next, classes.length, p.x, p.y));
      describe();
      paint();
    },
  });
}
