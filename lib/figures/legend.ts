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
  const svg = create("svg").attr("width", 22).attr("height", 12).attr("aria-hidden", "true");
  if (mark === "line") {
    svg
      .append("line")
      .attr("x2", 22)
      .attr("y1", 6)
      .attr("y2", 6)
      .attr("stroke-width", 2)
      .style("stroke", colour)
      .attr("stroke-dasharray", dash ?? null);
  } else if (mark === "bar") {
    svg.append("rect").attr("x", 5).attr("width", 12).attr("height", 12).style("fill", colour);
  } else if (mark === "ring" || mark === "cross") {
    svg
      .append("path")
      .attr("transform", "translate(11,6)")
      .attr("d", mark === "ring" ? "M5,0A5,5,0,1,1,-5,0A5,5,0,1,1,5,0" : "M-5,-5L5,5M-5,5L5,-5")
      .attr("stroke-width", 1.5)
      .attr("fill", "none")
      .style("stroke", colour);
  } else {
    svg
      .append("path")
      .attr("class", "legend-point")
      .attr("transform", "translate(11,6)")
      .attr("d", symbol(pointShape(shape ?? 0), 60)())
      .style("fill", colour);
  }
  return svg.node() as SVGSVGElement;
}
