import type { Cell, Table } from "../data/table.js";
import { element } from "./element.js";

export interface DataPreviewLabels {
  /** The caption: how many rows are shown, and of how many. */
  preview(shown: number, rows: number): string;
  moreColumns(count: number): string;
  /** Stands for a missing value. */
  missing: string;
}

const shownRows = 5;
const shownColumns = 12;

/** A table's first rows and columns, in a region that scrolls by keyboard. */
export function dataPreview({ columns, rows }: Table, labels: DataPreviewLabels): HTMLElement {
  const caption = labels.preview(Math.min(shownRows, rows.length), rows.length);
  const shown = columns.slice(0, shownColumns);
  const more = columns.length - shown.length;
  const head = shown.map(({ name, kind }) =>
    element("th", { scope: "col", "data-kind": kind }, name),
  );
  const body = rows
    .slice(0, shownRows)
    .map((row) => element("tr", {}, ...shown.map(({ kind }, c) => cell(row[c], kind))));
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...body),
  );
  return element(
    "div",
    { class: "data-preview", role: "region", "aria-label": caption, tabindex: 0 },
    table,
    ...(more > 0 ? [element("p", {}, labels.moreColumns(more))] : []),
  );

  function cell(value: Cell | undefined, kind: string): HTMLElement {
    if (value === null || value === undefined) {
      return element("td", { "data-kind": kind, class: "missing" }, labels.missing);
    }
    return element("td", { "data-kind": kind }, String(value));
  }
}
