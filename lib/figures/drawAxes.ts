import { type AxisScale, axisBottom, axisLeft } from "d3-axis";
import type { Selection } from "d3-selection";
import { numberText } from "./numberText.js";

export interface Margins {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface AxesOptions {
  x: AxisScale<number>;
  y: AxisScale<number>;
  /** Names with units, such as "bill length (mm)". */
  xLabel: string;
  yLabel: string;
  width: number;
  height: number;
  margins: Margins;
  /** The y ticks to show; absent: d3's choice. */
  yTicks?: readonly number[];
  /** The x ticks to show; absent: d3's choice, one for about 80 pixels. */
  xTicks?: readonly number[];
  /** An x tick's text; absent: the number. */
  xText?(x: number): string;
}

/** Draws (or moves) both axes with hairline grid and labels into `svg`, where groups are made once. */
export function drawAxes(
  svg: Selection<SVGSVGElement, undefined, null, undefined>,
  { x, y, xLabel, yLabel, width, height, margins, xTicks, xText, yTicks }: AxesOptions,
): void {
  const group = (name: string) =>
    svg
      .selectAll<SVGGElement, string>(`g.${name}`)
      .data([name])
      .join((enter) => enter.insert("g", ":first-child").attr("class", `figure-axis ${name}`));
  const bottom = axisBottom<number>(x).tickFormat(xText ?? ((value) => numberText(Number(value))));
  bottom.ticks(Math.max(2, Math.floor(width / 80))).tickSizeOuter(0);
  if (xTicks) bottom.tickValues([...xTicks]);
  const left = axisLeft<number>(y).tickFormat((value) => numberText(Number(value)));
  left
    .ticks(5)
    .tickSizeOuter(0)
    .tickSizeInner(-(width - margins.left - margins.right))
    .tickPadding(6);
  if (yTicks) left.tickValues([...yTicks]);
  group("axis-x")
    .attr("transform", `translate(0,${height - margins.bottom})`)
    .call(bottom);
  group("axis-y").attr("transform", `translate(${margins.left},0)`).call(left);
  const text = (name: string, content: string) =>
    svg
      .selectAll<SVGTextElement, string>(`text.${name}`)
      .data([content])
      .join((enter) => enter.append("text").attr("class", `figure-axis-label ${name}`))
      .text(content);
  text("label-x", xLabel)
    .attr("x", width - margins.right)
    .attr("y", height - 6)
    .attr("text-anchor", "end");
  text("label-y", yLabel).attr("x", 0).attr("y", 12);
}
