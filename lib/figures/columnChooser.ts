import type { Column } from "../data/table.js";
import { element } from "./element.js";

export interface ColumnChooserLabels {
  target: string;
  features: string;
  /** Buttons that tick every feature or none. */
  all: string;
  none: string;
  /** What a column holds. */
  numeric: string;
  categorical: string;
  manyTexts: string;
  noFeature: string;
}

export type ColumnChooser = HTMLElement & {
  /** What to predict and what to learn from; null while nothing is ticked. */
  readonly value: { target: string; features: string[] } | null;
};

/** A text column with more different texts than this is not ticked at first. */
const fewTexts = 20;

/** A select for the target and a box for each other column; dispatches `input` at each change. */
export function columnChooser(
  columns: readonly Column[],
  labels: ColumnChooserLabels,
): ColumnChooser {
  const select = element(
    "select",
    {},
    ...columns.map(({ name }) => element("option", { value: name }, name)),
  );
  select.selectedIndex = likelyTarget(columns);
  const boxes = columns.map((column) => {
    const box = element("input", { type: "checkbox" });
    box.checked = isUsable(column);
    return box;
  });
  const options = columns.map((column, c) =>
    element(
      "label",
      {},
      boxes[c] as HTMLInputElement,
      element("span", { class: "column-name" }, column.name),
      element("span", { class: "column-kind" }, kindText(column)),
    ),
  );
  const alert = element("p", { role: "alert" });
  const root: HTMLElement = element(
    "div",
    { class: "column-chooser" },
    element("label", { class: "column-target" }, element("span", {}, labels.target), select),
    element(
      "fieldset",
      {},
      element("legend", {}, labels.features),
      element("div", { class: "column-options" }, ...options),
      element("div", { class: "data-controls" }, tickAll(labels.all, true), tickAll(labels.none)),
    ),
    alert,
  );
  let value: ColumnChooser["value"] = null;
  let target = select.selectedIndex;
  select.addEventListener("change", () => {
    const former = columns[target];
    const box = boxes[target];
    if (former && box) box.checked = isUsable(former);
    target = select.selectedIndex;
    settle();
  });
  for (const box of boxes) box.addEventListener("change", settle);
  root.addEventListener("input", (event) => {
    if (event.target !== root) event.stopImmediatePropagation();
  });
  settle();
  return Object.defineProperties(root, { value: { get: () => value } }) as ColumnChooser;

  function tickAll(label: string, checked = false): HTMLElement {
    const button = element("button", { type: "button", class: "quiet" }, label);
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = checked;
      settle();
    });
    return button;
  }

  /** Makes the value and the boxes agree: the target is no feature. */
  function settle(): void {
    for (const [c, box] of boxes.entries()) {
      box.disabled = c === target;
      if (box.disabled) box.checked = false;
    }
    const features = columns.filter((_, c) => boxes[c]?.checked).map(({ name }) => name);
    const name = columns[target]?.name;
    value = name === undefined || features.length === 0 ? null : { target: name, features };
    alert.textContent = features.length === 0 ? labels.noFeature : "";
    root.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function kindText(column: Column): string {
    if (column.kind === "numeric") return labels.numeric;
    return isUsable(column) ? labels.categorical : labels.manyTexts;
  }
}

/** Ticked at first; a column of mostly numbers is too, so that its one wrong value is named. */
function isUsable({ kind, distinct, exception }: Column): boolean {
  return kind === "numeric" || distinct <= fewTexts || exception !== undefined;
}

/** The last text column with a few values, else the last number column with a few, else the last. */
function likelyTarget(columns: readonly Column[]): number {
  const few = ({ distinct }: Column) => distinct > 1 && distinct <= fewTexts;
  const text = columns.findLastIndex((column) => column.kind === "categorical" && few(column));
  const number = columns.findLastIndex(few);
  return text >= 0 ? text : number >= 0 ? number : columns.length - 1;
}
