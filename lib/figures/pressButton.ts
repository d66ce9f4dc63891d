import { element } from "./element.js";

/** A button whose `value` is how often it was pressed, from 0; `input` tells of a press. */
export type PressButton = HTMLElement & { readonly value: number };

/** A button that starts something each time it is pressed. */
export function pressButton(label: string): PressButton {
  const button = element("button", { type: "button" }, label);
  const root: HTMLElement = element(
    "div",
    { class: "figure" },
    element("div", { class: "figure-controls" }, button),
  );
  let presses = 0;
  button.addEventListener("click", () => {
    presses++;
    root.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return Object.defineProperty(root, "value", { get: () => presses }) as PressButton;
}
