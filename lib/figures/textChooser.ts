import { acceptDrops } from "./acceptDrops.js";
import { element } from "./element.js";

/** A text to work on, with what there is to say about it. */
export interface TextChoice {
  text: string;
  notes: readonly string[];
}

export interface TextChooserLabels {
  /** Names the whole group. */
  title: string;
  paste: string;
  readText: string;
  open: string;
  local: string;
  reading: string;
  read(characters: number, source: string): string;
  typedText: string;
  unnamedFile: string;
  oneFile: string;
  /** Said of a failure that has no sentence of its own. */
  failed: string;
  /** Follows an error when an earlier text stays. */
  kept: string;
}

export interface TextChooserOptions {
  labels: TextChooserLabels;
  /** The text at first, in the box and as the value. */
  text: string;
  /** Take typed texts and files; an error named `DataError` is shown with its own message. */
  readText(text: string): Promise<TextChoice>;
  readFile(file: File, options: { signal: AbortSignal }): Promise<TextChoice>;
}

/** Its `value` is the newest text that could be read; `input` tells of a new one. */
export type TextChooser = HTMLElement & { readonly value: TextChoice };

/** A form for the reader's own text: write it, open a file or drop one. A text that cannot be read changes nothing. */
export function textChooser({ labels, text, readText, readFile }: TextChooserOptions): TextChooser {
  const box = element("textarea", { rows: 4, spellcheck: "false", dir: "auto" });
  box.value = text;
  const use = element("button", { type: "button" }, labels.readText);
  const file = element("input", { type: "file", accept: ".txt,.md,text/plain,text/markdown" });
  const status = element("p", { role: "status" });
  const notes = element("p", { class: "data-notes" });
  const alert = element("p", { role: "alert" });
  const root: HTMLElement = element(
    "div",
    { class: "data-chooser", role: "group", "aria-label": labels.title },
    element("label", {}, element("span", {}, labels.paste), box),
    element("div", { class: "data-controls" }, use),
    element("label", {}, element("span", {}, labels.open), file),
    element("p", { class: "data-local" }, labels.local),
    status,
    notes,
    alert,
  );
  let value: TextChoice = { text, notes: [] };
  let reading: AbortController | undefined;

  /** Reads the newest source; an older reading that is still under way is cancelled. */
  const load = async (source: string, start: (signal: AbortSignal) => Promise<TextChoice>) => {
    reading?.abort();
    const controller = new AbortController();
    reading = controller;
    alert.textContent = "";
    status.textContent = labels.reading;
    const isNewest = () => reading === controller;
    try {
      const next = await start(controller.signal);
      if (!isNewest()) return;
      value = next;
      status.textContent = labels.read(next.text.length, source);
      notes.textContent = next.notes.join(" ");
      root.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      if (isNewest()) refuse(isDataError(error) ? error.message : labels.failed);
    }
  };
  const refuse = (sentence: string) => {
    status.textContent = "";
    alert.textContent = `${sentence} ${labels.kept}`;
  };
  const open = (source: File) =>
    load(source.name || labels.unnamedFile, (signal) => readFile(source, { signal }));

  use.addEventListener("click", () => {
    const typed = box.value;
    void load(labels.typedText, () => readText(typed));
  });
  file.addEventListener("click", () => {
    file.value = ""; // the same file, once corrected, counts as a change
  });
  file.addEventListener("change", () => {
    const [source] = file.files ?? [];
    if (source) void open(source);
  });
  acceptDrops(root, (files) => {
    const [source] = files;
    if (files.length > 1) refuse(labels.oneFile);
    else if (source) void open(source);
  });
  // Typing is not choosing: only this element's own event reaches the page.
  root.addEventListener("input", (event) => {
    if (event.target !== root) event.stopImmediatePropagation();
  });
  return Object.defineProperty(root, "value", { get: () => value }) as TextChooser;
}

const isDataError = (error: unknown): error is Error =>
  error instanceof Error && error.name === "DataError";
