import { max } from "d3-array";
import { create } from "d3-selection";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { numberText } from "./numberText.js";
import { divergingColour } from "./palette.js";

export interface SignedMapLabels extends FrameLabels {
  /** Says what stands where the pointer or the focus is. */
  reading(facts: { row: string; column: string; value: string }): string;
  /** How to reach single cells; said before one is chosen. */
  hint: string;
}

export interface SignedMapOptions {
  title: string;
  labels: SignedMapLabels;
  summary: string;
  /** The numbers, row after row, all rows equally long. */
  rows: readonly (readonly number[])[];
  rowAxis: string;
  columnAxis: string;
  /** A name for each row and column; default: its number from 0. */
  rowNames?: readonly string[];
  columnNames?: readonly string[];
  /** The magnitude of the darkest colours; default: the largest there is. */
  extent?: number;
}

const margins = { top: 20, right: 4, bottom: 4, left: 8 };

/**
 * A matrix as coloured cells, white at 0: positions, or how alike words are. The arrow keys walk over the cells.
 *
 * @throws RangeError if there is no cell, or rows differ in length
 */
export function signedMap(options: SignedMapOptions): HTMLElement {
  const { title, labels, summary, rows, rowAxis, columnAxis } = options;
  const columns = rows[0]?.length ?? 0;
  const uneven = rows.find(({ length }) => length !== columns);
  if (columns === 0 || uneven) {
    throw new RangeError(
      `signedMap: got ${rows.length} rows of ${columns}${uneven ? ` and ${uneven.length}` : ""} numbers, want equal rows of at least one`,
    );
  }
  const nameOfRow = (r: number) => options.rowNames?.[r] ?? String(r);
  const nameOfColumn = (c: number) => options.columnNames?.[c] ?? String(c);
  const extent = options.extent ?? max(rows.flat(), Math.abs) ?? 1;
  const frame = figureFrame({ title, labels, name: "figure-signed-map" });
  const svg = create("svg").attr("role", "img").attr("aria-label", title).attr("tabindex", 0);
  const left = options.rowNames ? 8 + 7 * (max(options.rowNames, (n) => n.length) ?? 0) : 44;
  const cells = svg
    .append("g")
    .selectAll("rect")
    .data(rows.flatMap((row, r) => row.map((value, c) => ({ value, r, c }))))
    .join("rect")
    .style("fill", ({ value }) => divergingColour(value, extent))
    .attr("shape-rendering", "crispEdges");
  const mark = svg.append("rect").attr("class", "map-mark").attr("display", "none");
  const columnLabel = svg.append("text").attr("class", "figure-axis-label").text(`${columnAxis} →`);
  const rowLabel = svg.append("text").attr("class", "figure-axis-label").text(`${rowAxis} ↓`);
  const rowTexts = svg
    .append("g")
    .attr("class", "figure-axis")
    .selectAll("text")
    .data(rows.map((_, r) => r).filter((r) => options.rowNames || r % 8 === 0))
    .join("text")
    .attr("text-anchor", "end")
    .text(nameOfRow);
  const reading = element("p", { class: "figure-sentence", role: "status" }, labels.hint);
  frame.body.append(svg.node() as SVGSVGElement, reading);
  frame.summarise(summary);
  frame.tabulate(() => [
    {
      columns: [`${rowAxis} ↓ ${columnAxis} →`, ...(rows[0] ?? []).map((_, c) => nameOfColumn(c))],
      rows: rows.map((row, r) => [nameOfRow(r), ...row.map((value) => numberText(value, 2))]),
    },
  ]);

  let at: { r: number; c: number } | undefined;
  let size = { width: 0, height: 0 };
  const place = () => {
    const { r, c } = at ?? { r: 0, c: 0 };
    mark
      .attr("display", null)
      .attr("x", left + c * size.width)
      .attr("y", margins.top + r * size.height)
      .attr("width", size.width)
      .attr("height", size.height);
    const value = numberText(rows[r]?.[c] ?? Number.NaN, 3);
    reading.textContent = labels.reading({ row: nameOfRow(r), column: nameOfColumn(c), value });
  };
  const choose = (r: number, c: number) => {
    at = {
      r: Math.min(rows.length - 1, Math.max(0, r)),
      c: Math.min(columns - 1, Math.max(0, c)),
    };
    place();
  };
  cells.on("pointerenter click", (_, { r, c }) => choose(r, c));
  const moves: Record<string, [number, number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  svg.on("keydown", (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const from = at ?? { r: -Number(move[0] !== 0), c: -Number(move[1] !== 0) };
    choose(from.r + move[0], from.c + move[1]);
  });
  fitWidth(frame.body, (width) => {
    const cellWidth = (width - left - margins.right) / columns;
    const cellHeight = Math.max(
      options.rowNames ? 12 : 3,
      Math.min(cellWidth, 14, 420 / rows.length),
    );
    const height = margins.top + rows.length * cellHeight + margins.bottom;
    size = { width: cellWidth, height: cellHeight };
    svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height);
    cells
      .attr("x", ({ c }) => left + c * cellWidth)
      .attr("y", ({ r }) => margins.top + r * cellHeight)
      .attr("width", cellWidth)
      .attr("height", cellHeight);
    columnLabel.attr("x", left).attr("y", 12);
    rowLabel.attr("x", 0).attr("y", 12);
    rowTexts
      .attr("x", left - 5)
      .attr("y", (r) => margins.top + (r + 0.5) * cellHeight + 4)
      .attr("font-size", 11);
    if (at) place();
  });
  return frame.figure;
}
