import type { Table } from "../data/table.js";
import { acceptDrops } from "./acceptDrops.js";
import { type ColumnChooser, type ColumnChooserLabels, columnChooser } from "./columnChooser.js";
import { type DataPreviewLabels, dataPreview } from "./dataPreview.js";
import { element } from "./element.js";

/** A table with what to predict and what to learn from. */
export interface DataChoice {
  table: Table;
  target: string;
  features: string[];
}

export interface DataChooserLabels extends ColumnChooserLabels, DataPreviewLabels {
  /** Names the whole group. */
  title: string;
  paste: string;
  placeholder: string;
  /** The button that reads the pasted text. */
  readText: string;
  open: string;
  /** Says that the table stays here. */
  local: string;
  reading: string;
  cancel: string;
  cancelled: string;
  read(rows: number, columns: number, source: string): string;
  pastedText: string;
  unnamedFile: string;
  oneFile: string;
  /** Said of a failure that has no sentence of its own. */
  failed: string;
  /** Follows an error when an earlier table stays. */
  kept: string;
}

type Read<Source> = (source: Source, options: { signal: AbortSignal }) => Promise<Table>;

export interface DataChooserOptions {
  labels: DataChooserLabels;
  /** Reads pasted text; an error named `DataError` is shown with its own message. */
  readText: Read<string>;
  readFile: Read<File>;
}

export type DataChooser = HTMLElement & {
  /** The choice, as a notebook's `view()` reads it; `input` tells of a change. */
  readonly value: DataChoice | null;
};

/**
 * A form for the reader's own table: paste it, open a file or drop one, see its first rows, choose
 * the target and the features. A table that cannot be read leaves the one before it in use.
 */
export function dataChooser({ labels, readText, readFile }: DataChooserOptions): DataChooser {
  const textarea = element("textarea", {
    rows: 6,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    placeholder: labels.placeholder,
  });
  const read = element("button", { type: "button" }, labels.readText);
  const file = element("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv,text/plain" });
  const cancel = element("button", { type: "button", class: "quiet", hidden: true }, labels.cancel);
  const status = element("p", { role: "status" });
  const alert = element("p", { role: "alert" });
  const chosen = element("div", { class: "data-chosen" });
  const root: HTMLElement = element(
    "div",
    { class: "data-chooser", role: "group", "aria-label": labels.title },
    element("label", {}, element("span", {}, labels.paste), textarea),
    element("div", { class: "data-controls" }, read, cancel),
    element("label", {}, element("span", {}, labels.open), file),
    element("p", { class: "data-local" }, labels.local),
    status,
    alert,
    chosen,
  );

  let table: Table | undefined;
  let columns: ColumnChooser | undefined;
  let reading: AbortController | undefined;

  const announce = () => root.dispatchEvent(new Event("input", { bubbles: true }));

  const adopt = (next: Table, source: string) => {
    const preview = dataPreview(next, labels);
    const chooser = columnChooser(next.columns, labels);
    chooser.addEventListener("input", announce);
    chosen.replaceChildren(preview, chooser);
    table = next;
    columns = chooser;
    status.textContent = labels.read(next.rows.length, next.columns.length, source);
    announce();
  };

  const refuse = (sentence: string) => {
    status.textContent = "";
    alert.textContent = table ? `${sentence} ${labels.kept}` : sentence;
  };

  /** Reads the newest source; an older reading that is still under way is cancelled. */
  const load = async (source: string, start: (signal: AbortSignal) => Promise<Table>) => {
    reading?.abort();
    const controller = new AbortController();
    reading = controller;
    alert.textContent = "";
    status.textContent = labels.reading;
    cancel.hidden = false;
    try {
      const next = await start(controller.signal);
      if (reading === controller && !controller.signal.aborted) adopt(next, source);
    } catch (error) {
      if (reading !== controller || controller.signal.aborted) return;
      refuse(error instanceof Error && error.name === "DataError" ? error.message : labels.failed);
    } finally {
      if (reading === controller) {
        reading = undefined;
        cancel.hidden = true;
      }
    }
  };
  const open = (source: File) =>
    load(source.name || labels.unnamedFile, (signal) => readFile(source, { signal }));

  const forgetFile = () => {
    file.value = "";
  };

  read.addEventListener("click", () => {
    const text = textarea.value;
    forgetFile();
    void load(labels.pastedText, (signal) => readText(text, { signal }));
  });
  cancel.addEventListener("click", () => {
    reading?.abort();
    read.focus();
    cancel.hidden = true;
    status.textContent = labels.cancelled;
  });
  file.addEventListener("click", forgetFile); // the same file, once corrected, counts as a change
  file.addEventListener("change", () => {
    const [source] = file.files ?? [];
    if (source) void open(source);
  });
  acceptDrops(root, (files) => {
    const [source] = files;
    forgetFile();
    if (files.length > 1) refuse(labels.oneFile);
    else if (source) void open(source);
  });
  // Typing is not choosing: only this element's own event reaches the page.
  root.addEventListener("input", (event) => {
    if (event.target !== root) event.stopImmediatePropagation();
  });
  const value = (): DataChoice | null => {
    const choice = columns?.value;
    return table && choice ? { table, ...choice } : null;
  };
  return Object.defineProperties(root, { value: { get: value } }) as DataChooser;
}
