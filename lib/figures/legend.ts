import { create } from "d3-selection";
import { symbol } from "d3-shape";
import { element } from "./element.js";
import { pointShape } from "./pointShape.js";

export interface LegendItem {
  name: string;
  /** A CSS colour, from `palette`. */
  colour: string;
  /** What stands for it in the figure. */
  mark: "line" | "bar" | "point" | "ring" | "cross";
  /** For lines: their dash pattern. */
  dash?: string | null;
  /** For points: the index of their shape. */
  shape?: number;
}

/** A list of what the colours, dashes and shapes of a figure mean. */
export function legend(items: readonly LegendItem[]): HTMLUListElement {
  return element(
    "ul",
    { class: "figure-legend" },
    ...items.map((item) => element("li", {}, mark(item), element("span", {}, item.name))),
  );
}

function mark({ colour, mark, dash, shape }: LegendItem): SVGSVGElement {
  const [width, height] = [mark === "line" ? 22 : 12, 12];
  const svg = create("svg")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("aria-hidden", "true")
    .style("width", `${width / 16}rem`);
  if (mark === "line") {
    svg
      .append("line")
      .attr("x2", width)
      .attr("y1", 6)
      .attr("y2", 6)
      .attr("stroke-width", 2)
      .style("stroke", colour)
      .attr("stroke-dasharray", dash ?? null);
  } else if (mark === "bar") {
    svg.append("rect").attr("width", width).attr("height", height).style("fill", colour);
  } else if (mark === "ring" || mark === "cross") {
    svg
      .append("path")
      .attr("transform", "translate(6,6)")
      .attr("d", mark === "ring" ? "M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0" : "M-5,-5L5,5M-5,5L5,-5")
      .attr("stroke-width", 1.5)
      .attr("fill", "none")
      .style("stroke", colour);
  } else {
    svg
      .append("path")
      .attr("class", "legend-point")
      .attr("transform", "translate(6,6)")
      .attr("d", symbol(pointShape(shape ?? 0), 60)())
      .style("fill", colour);
  }
  return svg.node() as SVGSVGElement;
}
