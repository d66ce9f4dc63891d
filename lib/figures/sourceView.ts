import { element } from "./element.js";

/**
 * The text of a source file, behind a toggle.
 *
 * @param summary what the toggle says
 */
export function sourceView(summary: string, text: string): HTMLElement {
  const code = element("code", {}, text.trimEnd());
  return element(
    "details",
    { class: "figure-table source-view" },
    element("summary", {}, summary),
    element("pre", { class: "code static", tabindex: 0, "data-copy": "none" }, code),
  );
}
