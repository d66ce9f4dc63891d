import { words } from "../words/words.js";
import type { Checks } from "./check.js";
import type { Context } from "./context.js";
import { element } from "./element.js";
import type { NotebookPort } from "./notebookPort.js";
import { type ProgressRecord, pageOf } from "./record.js";
import type { CourseStore } from "./store.js";

export interface Coursework {
  /** Holds the lesson; every piece of coursework in it is brought to life. */
  readonly root: HTMLElement;
  /** The page's path, as in `data/lessons.json`. */
  readonly page: string;
  readonly notebook: NotebookPort;
  readonly loadChecks: () => Promise<Checks>;
  /** Opens the place where answers are kept; the default is this browser's database. */
  readonly openStore?: () => Promise<CourseStore>;
}

const selector = "[data-coursework], [data-exercise], lml-recall";

/**
 * Brings a page's quizzes, predictions, recall questions and exercises to life, as the reader left
 * them. Cells that wait for a prediction are held before this returns its promise, so that nothing
 * runs ahead of it. A page without coursework loads nothing.
 *
 * @returns the store, or `undefined` if the page has no coursework
 */
export async function openCoursework(options: Coursework): Promise<CourseStore | undefined> {
  const { root, notebook } = options;
  const pieces = [...root.querySelectorAll<HTMLElement>(selector)];
  if (pieces.length === 0) return undefined;
  const waiting = pieces.map((piece) => piece.dataset.for && notebook.cell(piece.dataset.for));
  for (const cell of waiting) if (cell) cell.hold(words.coursework.held);
  try {
    return await openPieces(pieces, options);
  } catch (error) {
    for (const cell of waiting) if (cell) cell.release();
    throw error;
  }
}

async function openPieces(pieces: HTMLElement[], options: Coursework): Promise<CourseStore> {
  const { notebook, loadChecks } = options;
  const page = pageOf(options.page);
  const [store, parts] = await Promise.all([openStoreWith(options), import("./pieces.js")]);
  const records = new Map<string, ProgressRecord>();
  for (const record of await store.read(page)) records.set(record.key, record);
  const context: Context = { page, store, notebook, loadChecks, records };
  for (const piece of pieces) {
    try {
      parts.openPiece(piece, context);
    } catch (error) {
      reportError(error);
    }
  }
  warnIfForgetful(pieces[0] as HTMLElement, store);
  return store;
}

async function openStoreWith({ openStore }: Coursework): Promise<CourseStore> {
  if (openStore) return openStore();
  return (await import("./store.js")).openStore();
}

/** Says above the first piece that answers are not kept, now or as soon as that becomes so. */
export function warnIfForgetful(before: HTMLElement, store: CourseStore): void {
  const notice = element("p", { role: "status", class: "memory-only" });
  before.before(notice);
  const say = () => {
    notice.textContent = words.coursework.memoryOnly;
  };
  if (!store.lasting) say();
  store.onForget(say);
}
