import { element } from "./element.js";

/** A number to slide, or a choice among texts; `name` is its key in the value. */
export type Setting =
  | { name: string; label: string; value: number; min: number; max: number; step?: number }
  | { name: string; label: string; value: string; options: readonly string[] };

/** Its `value` has each setting under its name; `input` tells of a change. */
export type Settings = HTMLElement & { readonly value: Record<string, number | string> };

/** A row of sliders and choices. */
export function settings(label: string, fields: readonly Setting[]): Settings {
  const value: Record<string, number | string> = {};
  const rows = fields.map((field) => {
    value[field.name] = field.value;
    const [control, output] = "options" in field ? [choice(field)] : slider(field);
    control.addEventListener("input", (event) => {
      event.stopPropagation();
      value[field.name] = "options" in field ? control.value : Number(control.value);
      if (output) output.textContent = control.value;
      root.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return element("label", {}, field.label, " ", control, ...(output ? [" ", output] : []));
  });
  const group = { class: "figure-controls", role: "group", "aria-label": label };
  const root: HTMLElement = element(
    "div",
    { class: "figure settings" },
    element("div", group, ...rows),
  );
  return Object.defineProperty(root, "value", { get: () => ({ ...value }) }) as Settings;
}

function choice({ value, options }: Extract<Setting, { options: unknown }>): HTMLSelectElement {
  const select = element(
    "select",
    {},
    ...options.map((option) => element("option", { value: option }, option)),
  );
  select.value = value;
  return select;
}

function slider(field: Extract<Setting, { min: number }>): [HTMLInputElement, HTMLOutputElement] {
  const { min, max, step = 1, value } = field;
  const made = element("input", { type: "range", min, max, step, value });
  return [made, element("output", {}, String(value))];
}
