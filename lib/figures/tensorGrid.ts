import { format } from "d3-format";
import { element } from "./element.js";
import { numberText } from "./numberText.js";
import { divergingColour } from "./palette.js";

/** A two-dimensional part of a tensor, read back to plain numbers. */
export interface TensorView {
  shape: readonly number[];
  dtype: string;
  /** Range of the whole tensor's finite values; NaN when there are none. */
  min: number;
  max: number;
  /** How many values of the whole tensor are NaN and infinite; default 0. */
  nan?: number;
  infinite?: number;
  /** The numbers shown; a scalar is `[[value]]`, a vector one row. */
  rows: readonly (readonly number[])[];
  /** Which row and column of the tensor each one shown is; a hole in them is drawn as "…". */
  rowIndices: readonly number[];
  columnIndices: readonly number[];
  /** A name for each axis of `shape`. */
  axes?: readonly string[];
  /** The axes before the last two, and which index of each is shown. */
  leading: readonly { name: string; size: number; index: number }[];
}

export interface TensorGridLabels {
  header(facts: { dtype: string; shape: string }): string;
  range(min: string, max: string): string;
  /** Says how many values are no finite numbers, and whether there are others, with their range. */
  notFinite(nan: number, infinite: number, range: string | undefined): string;
  empty: string;
  /** Names of the buttons that step through a leading axis. */
  previous(axis: string): string;
  next(axis: string): string;
  /** What "…" stands for, where `count` rows or columns are left out. */
  elided(count: number): string;
}

/** What a `step` event carries: the leading axis by its place in `leading`, and the index wanted. */
export interface TensorStep {
  axis: number;
  index: number;
}

/**
 * A tensor's value as a table of numbers, coloured white at 0. Buttons step through the leading axes by sending a
 * `step` event; whoever listens reads that part and draws again.
 *
 * @throws if `rows` does not fit `rowIndices` and `columnIndices`
 */
export function tensorGrid(view: TensorView, labels: TensorGridLabels): HTMLElement {
  const { shape, dtype, min, max, rows, rowIndices, columnIndices, axes, leading } = view;
  const misfit = rows.find((row) => row.length !== columnIndices.length);
  if (rows.length !== rowIndices.length || misfit) {
    throw new Error(
      `tensorGrid: rows are [${rows.length}, ${(misfit ?? rows[0])?.length ?? 0}], but there are ${rowIndices.length} row and ${columnIndices.length} column indices`,
    );
  }
  const sizes = shape.map((size, i) => (axes?.[i] ? `${axes[i]} ${size}` : `${size}`)).join(", ");
  const isEmpty = shape.includes(0);
  const caption = element(
    "figcaption",
    { class: "tensor-header" },
    element("span", {}, labels.header({ dtype, shape: `[${sizes}]` })),
    " ",
    element("span", { class: "tensor-range" }, isEmpty ? labels.empty : rangeText(view, labels)),
  );
  const figure = element("figure", { class: "figure figure-tensor" }, caption);
  if (isEmpty) return figure;

  const steppers = leading.map(({ name, size, index }, axis) => {
    const step = (label: string, sign: string, next: number) => {
      const button = element("button", { type: "button", "aria-label": label, title: label }, sign);
      button.disabled = next < 0 || next >= size;
      button.addEventListener("click", () => {
        const detail: TensorStep = { axis, index: next };
        figure.dispatchEvent(new CustomEvent("step", { detail, bubbles: true }));
      });
      return button;
    };
    return element(
      "div",
      { class: "figure-controls", role: "group", "aria-label": name },
      step(labels.previous(name), "‹", index - 1),
      element("span", {}, `${name} ${index} / ${size - 1}`),
      step(labels.next(name), "›", index + 1),
    );
  });
  if (steppers.length > 0) figure.append(element("div", { class: "tensor-steppers" }, ...steppers));

  const rank = shape.length;
  const allRows = spread(rowIndices, rank < 2 ? 1 : (shape[rank - 2] ?? 1));
  const allColumns = spread(columnIndices, rank < 1 ? 1 : (shape[rank - 1] ?? 1));
  const gap = (count: number) =>
    element(
      "span",
      { title: labels.elided(count), "aria-label": labels.elided(count), role: "img" },
      "…",
    );
  const extent =
    Math.max(...[min, max].filter(Number.isFinite).map(Math.abs), 0) || largestShown(rows);
  const text = columnFormat(rows);
  const table = element("table");
  if (rank > 0) {
    const corner = rank > 1 ? [element("td", {}, cornerText(axes, rank))] : [];
    const heads = allColumns.map((c) =>
      "skipped" in c
        ? element("td", {}, gap(c.skipped))
        : element("th", { scope: "col" }, String(c.index)),
    );
    table.append(element("thead", {}, element("tr", {}, ...corner, ...heads)));
  }
  const body = element("tbody");
  for (const r of allRows) {
    const line = element("tr");
    if ("skipped" in r) {
      line.append(element("td", {}, gap(r.skipped)), ...allColumns.map(() => element("td")));
    } else {
      if (rank > 1) line.append(element("th", { scope: "row" }, String(r.index)));
      for (const c of allColumns) {
        if ("skipped" in c) line.append(element("td"));
        else line.append(cell(rows[r.place]?.[c.place] ?? Number.NaN, extent, text));
      }
    }
    body.append(line);
  }
  table.append(body);
  const name = caption.textContent ?? "";
  figure.append(
    element(
      "div",
      { class: "tensor-scroll", tabindex: 0, role: "group", "aria-label": name },
      table,
    ),
  );
  return figure;
}

function rangeText(view: TensorView, labels: TensorGridLabels): string {
  const { min, max, nan = 0, infinite = 0 } = view;
  const known = Number.isFinite(min) && Number.isFinite(max);
  const range = known ? labels.range(numberText(min), numberText(max)) : undefined;
  if (nan + infinite > 0) return labels.notFinite(nan, infinite, range);
  return range ?? labels.range(numberText(min), numberText(max));
}

function cell(
  value: number,
  extent: number,
  text: (value: number) => string,
): HTMLTableCellElement {
  const made = element("td", { class: "tensor-cell", title: String(value) }, text(value));
  if (Number.isFinite(value)) made.style.backgroundColor = divergingColour(value, extent);
  else made.classList.add("is-not-finite");
  return made;
}

/** The same number of decimals for all, three digits of the largest, so that columns line up. */
function columnFormat(rows: readonly (readonly number[])[]): (value: number) => string {
  const largest = largestShown(rows);
  if (rows.flat().filter(Number.isFinite).every(Number.isInteger)) return (v) => numberText(v);
  if (largest >= 1e5 || largest < 1e-3) return (v) => numberText(v, 3);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(largest)));
  const fixed = format(`.${decimals}f`);
  return (v) => {
    const vanishes = v !== 0 && Math.abs(v) < 0.5 * 10 ** -decimals;
    return vanishes || !Number.isFinite(v) ? numberText(v, 1) : fixed(v);
  };
}

type Shown = { index: number; place: number } | { skipped: number };

/** The indices shown, with a gap wherever some between them, before or after are left out. */
function spread(indices: readonly number[], size: number): Shown[] {
  const all: Shown[] = [];
  let expected = 0;
  indices.forEach((index, place) => {
    if (index > expected) all.push({ skipped: index - expected });
    all.push({ index, place });
    expected = index + 1;
  });
  if (expected < size) all.push({ skipped: size - expected });
  return all;
}

function cornerText(axes: readonly string[] | undefined, rank: number): string {
  const [row, column] = [axes?.[rank - 2], axes?.[rank - 1]];
  return row && column ? `${row} ↓ ${column} →` : "";
}

/** The largest finite magnitude shown, for a tensor whose range is not finite. */
function largestShown(rows: readonly (readonly number[])[]): number {
  return Math.max(0, ...rows.flat().filter(Number.isFinite).map(Math.abs));
}
