/** Makes an element. `true` sets an empty attribute, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

/** A button that does not submit anything. */
export function button(label: string, press: () => void, className = ""): HTMLButtonElement {
  const made = element("button", { type: "button", ...(className && { class: className }) }, label);
  made.addEventListener("click", press);
  return made;
}

/** Puts the focus on an element that is not a control, so that it is read out. */
export function focusOn(target: HTMLElement): void {
  target.tabIndex = -1;
  target.focus();
}

/** A day in the page's language: "23 November 2026" or as that language has it. */
export const describeDay = (day: Date): string =>
  day.toLocaleDateString(document.documentElement.lang || "en", { dateStyle: "long" });
