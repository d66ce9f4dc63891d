import { type DefaultTreeAdapterMap, parse, defaultTreeAdapter as tree } from "parse5";
import type { SearchSection } from "../page/searchSection.js";

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

const heading = /^h[1-3]$/;
const silent = new Set([
  "script",
  "style",
  "template",
  "pre",
  "svg",
  "button",
  "select",
  "noscript",
]);
const silentClasses = ["maths", "cell", "controls", "explanations"];
/** What a line of prose cannot do without, and an excerpt cannot show. */
const elidedClasses = ["katex", "inline-value"];
const blocks = /^(p|li|td|th|dt|dd|div|section|aside|figcaption|blockquote|legend|summary|tr)$/;

/**
 * The sections of a built page: what stands under each heading, without code, formulas, and the
 * answers to exercises. A formula or a value inside a sentence leaves "…" behind.
 *
 * @param html the page as Framework built it, so that its headings have their addresses
 * @param address the page's address from the site's root: `theory/backpropagation.html`
 */
export function searchSections(html: string, address: string): SearchSection[] {
  const main = find(parse(html), (element) => attribute(element, "id") === "observablehq-main");
  if (!main) throw new Error(`searchSections: ${address} has no main element`);
  const sections: SearchSection[] = [{ id: address, page: "", heading: "", text: "" }];
  const visit = (node: Node, exercise: boolean) => {
    const last = sections.at(-1) as SearchSection;
    if (tree.isTextNode(node)) last.text += node.value;
    if (!tree.isElementNode(node) || isSilent(node, exercise)) return;
    if (elidedClasses.some((name) => hasClass(node, name))) {
      last.text += "…";
      return;
    }
    const id = attribute(node, "id");
    if (heading.test(node.tagName)) {
      const title = tidy(textOf(node));
      if (node.tagName === "h1") (sections[0] as SearchSection).page ||= title;
      else if (id) sections.push({ id: `${address}#${id}`, page: "", heading: title, text: "" });
      return;
    }
    const space = blocks.test(node.tagName) ? "\n" : "";
    const inside = exercise || hasClass(node, "exercise");
    last.text += space;
    for (const child of node.childNodes) visit(child, inside);
    (sections.at(-1) as SearchSection).text += space;
  };
  for (const child of main.childNodes) visit(child, false);
  const page = (sections[0] as SearchSection).page || address;
  return sections.map((section) => ({ ...section, page, text: tidy(section.text) }));
}

function isSilent(element: Element, exercise: boolean): boolean {
  return (
    silent.has(element.tagName) ||
    (exercise && element.tagName === "details") || // hints and the solution
    attribute(element, "hidden") !== undefined ||
    silentClasses.some((name) => hasClass(element, name))
  );
}

function textOf(node: Node): string {
  if (tree.isTextNode(node)) return node.value;
  if (!tree.isElementNode(node)) return "";
  if (hasClass(node, "katex-mathml")) return ""; // said a second time, in its visible form
  return node.childNodes.map(textOf).join("");
}

function find(node: Node, wanted: (element: Element) => boolean): Element | undefined {
  if (tree.isElementNode(node) && wanted(node)) return node;
  if (!("childNodes" in node)) return undefined;
  for (const child of node.childNodes) {
    const found = find(child, wanted);
    if (found) return found;
  }
  return undefined;
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function hasClass(element: Element, name: string): boolean {
  return (attribute(element, "class") ?? "").split(/\s+/).includes(name);
}

const tidy = (text: string) =>
  text
    .replace(/\s+/g, " ")
    .replace(/…(?: ?…)+/g, "…")
    .trim();
