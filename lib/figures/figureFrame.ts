import { element } from "./element.js";

/** The words that every figure needs. */
export interface FrameLabels {
  /** On the toggle of the data table, for example "Table". */
  table: string;
}

export interface FrameOptions {
  /** A sentence that says what to see. */
  title: string;
  /** The figure's own class, such as `figure-loss-curve`. */
  name: string;
  labels: FrameLabels;
}

/** The figure's numbers: one row of cells for each row, headed by `columns`. */
export interface FigureTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface Frame {
  figure: HTMLElement;
  /** Where the drawing goes. */
  body: HTMLDivElement;
  /** Sets the one-sentence summary under the title, which also names the figure to a screen reader. */
  summarise(sentence: string): void;
  /** Sets the data table; `tables` runs only while the table is open, so updates stay cheap. */
  tabulate(tables: () => readonly FigureTable[]): void;
}

/** What all figures share: title, summary, body, and a data table behind a toggle. */
export function figureFrame({ title, name, labels }: FrameOptions): Frame {
  const summary = element("p", { class: "figure-summary" });
  const body = element("div", { class: "figure-body" });
  const scroll = element("div", {
    class: "figure-table-scroll",
    tabindex: 0,
    role: "group",
    "aria-label": title,
  });
  const details = element("details", { class: "figure-table" });
  details.append(element("summary", {}, labels.table), scroll);
  const caption = element(
    "figcaption",
    {},
    element("p", { class: "figure-title" }, title),
    summary,
  );
  const figure = element("figure", { class: `figure ${name}` }, caption, body, details);

  let current: () => readonly FigureTable[] = () => [];
  const fill = () => {
    if (details.open) scroll.replaceChildren(...current().map(table));
  };
  details.addEventListener("toggle", fill);
  return {
    figure,
    body,
    summarise(sentence) {
      if (summary.textContent !== sentence) summary.textContent = sentence;
    },
    tabulate(tables) {
      current = tables;
      fill();
    },
  };
}

function table({ columns, rows }: FigureTable): HTMLTableElement {
  const head = element("tr", {}, ...columns.map((c) => element("th", { scope: "col" }, c)));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, i) =>
        i === 0 ? element("th", { scope: "row" }, cell) : element("td", {}, cell),
      ),
    ),
  );
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}
