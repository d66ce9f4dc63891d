import { element } from "./element.js";
import { numberText } from "./numberText.js";

/** One thing that was computed here and, before, elsewhere. */
export interface Agreement {
  name: string;
  /** How many numbers were compared. */
  count: number;
  /** The largest error, relative where the expected number is above 1 in size. */
  error: number;
  /** The largest error that passes. */
  tolerance: number;
}

export interface AgreementLabels {
  name: string;
  count: string;
  error: string;
  tolerance: string;
  verdict: string;
  pass: string;
  fail: string;
  summary(facts: { passed: number; total: number; worst: string }): string;
}

/** A table of checks with a verdict each: does what was true elsewhere hold here? */
export function agreementTable(
  title: string,
  rows: readonly Agreement[],
  labels: AgreementLabels,
): HTMLElement {
  const holds = ({ error, tolerance }: Agreement) => error <= tolerance; // false for NaN
  const heads = [labels.name, labels.count, labels.error, labels.tolerance, labels.verdict];
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, row.name),
      element("td", {}, numberText(row.count)),
      element("td", {}, numberText(row.error, 2)),
      element("td", {}, numberText(row.tolerance, 2)),
      element(
        "td",
        { class: holds(row) ? "agreement-pass" : "agreement-fail" },
        holds(row) ? `✓ ${labels.pass}` : `✗ ${labels.fail}`,
      ),
    ),
  );
  const worst = Math.max(0, ...rows.map(({ error }) => error));
  const summary = labels.summary({
    passed: rows.filter(holds).length,
    total: rows.length,
    worst: numberText(worst, 2),
  });
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  return element(
    "figure",
    { class: "figure figure-agreement" },
    element(
      "figcaption",
      {},
      element("p", { class: "figure-title" }, title),
      element("p", { class: "figure-summary" }, summary),
    ),
    element(
      "div",
      { class: "figure-table-scroll", tabindex: 0, role: "group", "aria-label": title },
      element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)),
    ),
  );
}
