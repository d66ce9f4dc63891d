type Attributes = Readonly<Record<string, string | number | boolean>>;

/**
 * An HTML element with its attributes and children; `true` sets an empty attribute, `false` none.
 *
 * @param tag the element's name
 * @param attributes names and values as HTML has them
 * @param children elements and texts, in order
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}
