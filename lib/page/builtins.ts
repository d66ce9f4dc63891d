import { FileAttachment, Generators, Mutable, registerFile, resize } from "@observablehq/stdlib";
import { words } from "../words/words.js";

type Load = (specifier: string) => Promise<object>;

/**
 * The names that a cell finds without importing them: Framework's own, under the same names.
 *
 * @param root the page's main element, whose width is `width`
 */
export function builtins(root: HTMLElement, load: Load): Record<string, unknown> {
  registerFiles();
  const from = (specifier: string, name: string) => async () =>
    ((await load(specifier)) as Record<string, unknown>)[name];
  return {
    FileAttachment: () => openFile,
    Generators: () => Generators,
    Mutable: () => Mutable,
    resize: () => resize,
    now: () => Generators.now(),
    dark: () => Generators.dark(),
    width: () => Generators.width(root),
    d3: () => load("d3"),
    htl: () => load("htl"),
    Inputs: () => load("@observablehq/inputs"),
    Plot: () => load("@observablehq/plot"),
    html: from("htl", "html"),
    svg: from("htl", "svg"),
  };
}

/** The page's links to its files tell their addresses, which carry a hash. */
function registerFiles(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-file]")) {
    const name = link.dataset.file as string;
    registerFile(name, { name, path: link.href });
  }
}

function openFile(name: string): FileAttachment {
  try {
    return FileAttachment(name);
  } catch {
    throw new Error(words.notebook.fileUnknown(String(name)));
  }
}
