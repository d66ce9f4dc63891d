import { element } from "./element.js";

export interface ExpressionInputLabels {
  expression: string;
  /** Names the group of the inputs' values. */
  values: string;
  /** Said when a value is not a number. */
  notNumber(name: string): string;
}

export interface ExpressionInputOptions {
  labels: ExpressionInputLabels;
  /** The expression at first. */
  text: string;
  /** Values at first, by name; a name without one starts at 1. */
  at: Readonly<Record<string, number>>;
  /** The names in an expression; throws an error with a sentence for the reader. */
  namesIn(text: string): string[];
}

export interface TypedExpression {
  text: string;
  at: Record<string, number>;
}

/** Its `value` is the last expression that could be read; `input` tells of a new one. */
export type ExpressionInput = HTMLElement & { readonly value: TypedExpression };

/** A line to type an expression into, with a field for the value of each name in it. */
export function expressionInput(options: ExpressionInputOptions): ExpressionInput {
  const { labels, namesIn } = options;
  const line = element("input", {
    type: "text",
    value: options.text,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
  });
  const fields = element("div", {
    class: "figure-controls expression-values",
    role: "group",
    "aria-label": labels.values,
  });
  const alert = element("p", { role: "alert" });
  const root: HTMLElement = element(
    "div",
    { class: "figure expression-input" },
    element(
      "div",
      { class: "figure-controls" },
      element("label", { class: "expression-line" }, labels.expression, " ", line),
    ),
    fields,
    alert,
  );
  const known = new Map(Object.entries(options.at));
  let names: string[] = [];
  let value: TypedExpression = { text: options.text, at: {} };

  const settle = () => {
    value = { text: line.value, at: Object.fromEntries(names.map((n) => [n, known.get(n) ?? 1])) };
    root.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const refuse = (field: HTMLInputElement, sentence: string) => {
    field.setAttribute("aria-invalid", "true");
    alert.textContent = sentence;
  };
  const accept = (field: HTMLInputElement) => {
    field.removeAttribute("aria-invalid");
    alert.textContent = "";
  };
  const fieldFor = (name: string) => {
    const field = element("input", {
      type: "number",
      step: "any",
      value: known.get(name) ?? 1,
    });
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      if (!Number.isFinite(field.valueAsNumber)) return refuse(field, labels.notNumber(name));
      accept(field);
      known.set(name, field.valueAsNumber);
      settle();
    });
    return element("label", {}, name, " ", field);
  };
  const read = () => {
    try {
      const next = namesIn(line.value);
      accept(line);
      if (`${next}` !== `${names}` || fields.childElementCount === 0) {
        names = next;
        fields.replaceChildren(...names.map(fieldFor));
      }
      settle();
    } catch (error) {
      refuse(line, sentence((error as Error).message));
    }
  };
  line.addEventListener("input", (event) => {
    event.stopPropagation();
    read();
  });
  read();
  return Object.defineProperty(root, "value", { get: () => value }) as ExpressionInput;
}

const sentence = (message: string) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
