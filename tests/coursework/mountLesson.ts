import axe from "axe-core";
import { deleteDB } from "idb";
import type { Checks } from "../../lib/coursework/check.js";
import type { CellPort, NotebookPort } from "../../lib/coursework/notebookPort.js";
import { openCoursework } from "../../lib/coursework/openCoursework.js";
import type { CourseStore } from "../../lib/coursework/store.js";
import { databaseName } from "../../lib/notebook/database.js";
import { renderCourseworkFence } from "../../lib/site/courseworkFences.js";

/** Stands in for the notebook engine: a cell whose run a test decides. */
export class FakeCell implements CellPort {
  readonly element = document.createElement("div");
  readonly id: string;
  source = "";
  runs = 0;
  held: string | undefined;
  readonly values: Record<string, unknown> = {};
  readonly #listeners = new Set<() => void>();
  /** What a run declares; it may throw. */
  result: () => Record<string, unknown> | Promise<Record<string, unknown>> = () => ({});

  constructor(id: string) {
    this.id = id;
    this.element.dataset.cell = id;
    this.element.textContent = `cell ${id}`;
  }
  async run() {
    if (this.held) throw new Error(this.held);
    this.runs += 1;
    const values = await this.result();
    Object.assign(this.values, values);
    for (const listener of this.#listeners) listener();
    return values;
  }
  replace(source: string) {
    this.source = source;
  }
  hold(reason: string) {
    this.held = reason;
  }
  release() {
    this.held = undefined;
  }
  async value(name: string) {
    return this.values[name];
  }
  onChange(listener: () => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface Mounted {
  root: HTMLElement;
  cells: Map<string, FakeCell>;
  store: CourseStore;
}

const open = new Set<Mounted>();

/** A fence as the build renders it, code spans included. */
export const fence = (
  kind: "quiz" | "predict" | "recall",
  info: Record<string, string>,
  text: string,
) => renderCourseworkFence(kind, info, text, (md) => md.replace(/`([^`]*)`/g, "<code>$1</code>"));

export interface Lesson {
  html: string;
  cells?: string[];
  checks?: Checks;
  page?: string;
  openStore?: () => Promise<CourseStore>;
  /** Runs before coursework is awaited. */
  prepare?: (cells: Map<string, FakeCell>) => void;
}

/** Opens a page with this coursework; `<i data-here="id">` is where a cell stands. */
export async function mountLesson(lesson: Lesson): Promise<Mounted> {
  const root = document.createElement("main");
  root.innerHTML = `<h1>Lesson</h1>${lesson.html}`;
  document.body.append(root);
  const cells = new Map((lesson.cells ?? []).map((id) => [id, new FakeCell(id)]));
  for (const [id, cell] of cells)
    root.querySelector(`[data-here="${id}"]`)?.replaceWith(cell.element);
  const notebook: NotebookPort = { cell: (id) => cells.get(id) };
  const opening = openCoursework({
    root,
    page: lesson.page ?? "/theory/backpropagation",
    notebook,
    loadChecks: async () => lesson.checks ?? {},
    ...(lesson.openStore && { openStore: lesson.openStore }),
  });
  lesson.prepare?.(cells);
  const store = await opening;
  if (!store) throw new Error("mountLesson: the page has no coursework");
  const mounted = { root, cells, store };
  open.add(mounted);
  return mounted;
}

/** Leaves the page; what was stored stays. */
export function leave(): void {
  for (const { root, store } of open) {
    root.remove();
    store.close();
  }
  open.clear();
}

/** Leaves the page and forgets everything. */
export async function startAfresh(): Promise<void> {
  leave();
  document.body.replaceChildren();
  await deleteDB(databaseName);
}

/** What axe-core finds wrong, in words. */
export async function faults(root: HTMLElement): Promise<string[]> {
  const { violations } = await axe.run(root);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}

/** Gives the page the stylesheet with a theme's colours. */
export function wearTheme(css: string, colours: Record<string, string>): void {
  const style = document.createElement("style");
  const variables = Object.entries(colours).map(([name, value]) => `--${name}: ${value};`);
  style.textContent = `:root { ${variables.join(" ")} }
    body { background: var(--paper); color: var(--ink); font: 17px/1.5 serif; } ${css}`;
  document.head.append(style);
}

export const light = {
  ink: "#1f2328",
  paper: "#fffdf9",
  accent: "#0b5a8a",
  muted: "#57606a",
  rule: "#d8d4cc",
  good: "#1a6b3a",
  bad: "#a4262c",
  wash: "#f3efe7",
  sans: "system-ui, sans-serif",
};
