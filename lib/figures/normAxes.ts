import { element } from "./element.js";
import { numberText } from "./numberText.js";
import { divergingColour } from "./palette.js";

/** Which numbers share a mean: those of one example (layer norm) or those of one feature (batch norm). */
export type SharedBy = "example" | "feature";

/** The mean and the standard deviation of the numbers that share them. */
export interface Moments {
  mean: number;
  deviation: number;
}

export interface NormAxesLabels {
  before: string;
  after: string;
  mean: string;
  deviation: string;
  /** Heads a row, counted from 1. */
  example(n: number): string;
  /** Heads a column, counted from 1. */
  feature(n: number): string;
  summary(facts: { sharedBy: SharedBy; groups: number; size: number }): string;
}

export interface NormAxesOptions {
  title: string;
  labels: NormAxesLabels;
  sharedBy: SharedBy;
  /** One row an example, one column a feature. */
  before: readonly (readonly number[])[];
  /** The same, normalized. */
  after: readonly (readonly number[])[];
  /** One for each row if an example shares a mean, else one for each column. */
  moments: readonly Moments[];
}

/**
 * A small matrix before and after normalization, as two tables; a frame stands around the numbers that share a mean,
 * with the mean and the deviation beside it.
 *
 * @throws if the rows differ in length, or the moments do not fit them
 */
export function normAxes(options: NormAxesOptions): HTMLElement {
  const { title, labels, sharedBy, before, after, moments } = options;
  const columns = before[0]?.length ?? 0;
  const [groups, size] =
    sharedBy === "example" ? [before.length, columns] : [columns, before.length];
  const shapes = [before, after].map((rows) => rows.map((row) => row.length).join());
  if (shapes[0] !== shapes[1] || before.some((row) => row.length !== columns)) {
    throw new Error(
      `normAxes: rows of ${shapes.join(" and of ")} numbers came, want the same, all equally long`,
    );
  }
  if (moments.length !== groups) {
    throw new Error(`normAxes: ${moments.length} moments came, want one for each of ${groups}`);
  }
  return element(
    "figure",
    { class: "figure figure-norm-axes" },
    element(
      "figcaption",
      {},
      element("p", { class: "figure-title" }, title),
      element("p", { class: "figure-summary" }, labels.summary({ sharedBy, groups, size })),
    ),
    element(
      "div",
      { class: "norm-tables", tabindex: 0, role: "group", "aria-label": title },
      matrixTable(labels.before, before, options, moments),
      matrixTable(labels.after, after, options),
    ),
  );
}

function matrixTable(
  name: string,
  rows: readonly (readonly number[])[],
  { labels, sharedBy }: NormAxesOptions,
  moments?: readonly Moments[],
): HTMLElement {
  const extent = Math.max(...rows.flat().filter(Number.isFinite).map(Math.abs), 1e-9);
  const columns = rows[0]?.map((_, c) => c) ?? [];
  const head = (text: string) => element("th", { scope: "col" }, text);
  const side = (text: string) => element("th", { scope: "row" }, text);
  const statistics: [string, (group: Moments) => number][] = [
    [labels.mean, ({ mean }) => mean],
    [labels.deviation, ({ deviation }) => deviation],
  ];
  const byRow = moments && sharedBy === "example" ? statistics : [];
  const byColumn = moments && sharedBy === "feature" ? statistics : [];
  const moment = (value: number) => element("td", { class: "norm-moment" }, numberText(value, 3));
  const body = rows.map((row, r) =>
    element(
      "tr",
      {},
      side(labels.example(r + 1)),
      ...row.map((value, c) => numberCell(value, extent, edges(sharedBy, r, c, rows))),
      ...byRow.map(([, of]) => moment(of((moments as readonly Moments[])[r] as Moments))),
    ),
  );
  const foot = byColumn.map(([text, of]) =>
    element("tr", {}, side(text), ...columns.map((c) => moment(of(moments?.[c] as Moments)))),
  );
  return element(
    "table",
    {},
    element("caption", {}, name),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("td"),
        ...columns.map((c) => head(labels.feature(c + 1))),
        ...byRow.map(([text]) => head(text)),
      ),
    ),
    element("tbody", {}, ...body, ...foot),
  );
}

/** The sides of a cell at which its group ends. */
function edges(
  sharedBy: SharedBy,
  r: number,
  c: number,
  rows: readonly (readonly number[])[],
): string {
  const [lastRow, lastColumn] = [rows.length - 1, (rows[0]?.length ?? 0) - 1];
  const isRow = sharedBy === "example";
  return Object.entries({
    top: isRow || r === 0,
    bottom: isRow || r === lastRow,
    left: !isRow || c === 0,
    right: !isRow || c === lastColumn,
  })
    .flatMap(([side, isEdge]) => (isEdge ? [`edge-${side}`] : []))
    .join(" ");
}

function numberCell(value: number, extent: number, edge: string): HTMLTableCellElement {
  const made = element("td", { class: `norm-cell ${edge}` }, numberText(value, 3));
  if (Number.isFinite(value)) made.style.backgroundColor = divergingColour(value, extent);
  return made;
}
