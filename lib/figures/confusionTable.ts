import { sum } from "d3-array";
import { element } from "./element.js";
import { percentText } from "./numberText.js";
import { sequentialColour } from "./palette.js";

export interface ConfusionTableLabels {
  actual: string;
  predicted: string;
  recall: string;
  total: string;
  summary(facts: {
    correct: number;
    total: number;
    accuracy: string;
    worst: string;
    worstRecall: string;
  }): string;
}

export interface ConfusionTableOptions {
  title: string;
  labels: ConfusionTableLabels;
  classes: readonly string[];
  /** How often each actual class (row) was taken for each class (column), `[K, K]`. */
  counts: readonly (readonly number[])[];
}

/**
 * Which classes are taken for which: counts, coloured by their share of the row, and each class's recall.
 *
 * @throws if `counts` is not square with a row for each class
 */
export function confusionTable(options: ConfusionTableOptions): HTMLElement {
  const { title, labels, classes, counts } = options;
  const size = classes.length;
  if (counts.length !== size || counts.some((row) => row.length !== size)) {
    const came = `[${counts.length}, ${counts.map((row) => row.length).join("/")}]`;
    throw new Error(`confusionTable: counts have shape ${came}, wanted [${size}, ${size}]`);
  }
  const recalls = counts.map((row, i) => (row[i] ?? 0) / sum(row));
  const correct = sum(counts, (row, i) => row[i] ?? 0);
  const total = sum(counts, (row) => sum(row));
  const present = recalls.flatMap((recall, i) => (Number.isFinite(recall) ? [i] : []));
  const worst = present.toSorted((a, b) => (recalls[a] ?? 0) - (recalls[b] ?? 0))[0] ?? 0;
  const summary = labels.summary({
    correct,
    total,
    accuracy: percentText(correct / total),
    worst: classes[worst] ?? "",
    worstRecall: percentText(recalls[worst] ?? Number.NaN),
  });

  const column = (text: string) => element("th", { scope: "col" }, text);
  const head = element(
    "thead",
    {},
    element(
      "tr",
      {},
      element("td", { rowspan: 2, class: "confusion-class" }, `${labels.actual} ↓`),
      element(
        "th",
        { scope: "colgroup", colspan: size, class: "confusion-axis" },
        `${labels.predicted} →`,
      ),
      element("td", { colspan: 2 }),
    ),
    element("tr", {}, ...classes.map(column), column(labels.total), column(labels.recall)),
  );
  const body = counts.map((row, actual) => {
    const all = sum(row);
    const cells = row.map((count, predicted) => {
      const isRight = actual === predicted;
      const made = element(
        "td",
        { class: isRight ? "confusion-cell is-right" : "confusion-cell" },
        `${count}`,
      );
      made.style.backgroundColor = sequentialColour(all > 0 ? count / all : 0);
      return made;
    });
    const recall = recalls[actual] ?? Number.NaN;
    return element(
      "tr",
      {},
      element("th", { scope: "row", class: "confusion-class" }, classes[actual] ?? ""),
      ...cells,
      element("td", {}, `${all}`),
      element("td", {}, Number.isFinite(recall) ? percentText(recall) : "–"),
    );
  });
  return element(
    "figure",
    { class: "figure figure-confusion" },
    element(
      "figcaption",
      {},
      element("p", { class: "figure-title" }, title),
      element("p", { class: "figure-summary" }, summary),
    ),
    element(
      "div",
      { class: "tensor-scroll", tabindex: 0, role: "group", "aria-label": title },
      element("table", {}, head, element("tbody", {}, ...body)),
    ),
  );
}
