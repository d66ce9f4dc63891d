import { words } from "../words/words.js";
import { confirm } from "./confirm.js";
import { describeDay, element, focusOn } from "./element.js";
import { openFilePanel } from "./filePanel.js";
import { warnIfForgetful } from "./openCoursework.js";
import { type Lesson, summarizeProgress } from "./progressSummary.js";
import { progressTable } from "./progressTable.js";
import { pageOf } from "./record.js";
import { type CourseStore, openStore } from "./store.js";

export interface ProgressPage {
  /** Holds `[data-progress="table"]` and `[data-progress="file"]` of `lessons/progress.md`. */
  readonly root: HTMLElement;
  readonly lessons: readonly Lesson[];
  readonly openStore?: () => Promise<CourseStore>;
}

/** Fills the progress page, and keeps it true while other tabs go on. */
export async function openProgressPage(options: ProgressPage): Promise<CourseStore> {
  const say = words.coursework;
  const { root, lessons } = options;
  const store = await (options.openStore ?? openStore)();
  const tableHost = partOf(root, "table");
  const fileHost = partOf(root, "file");
  const summary = element("p", { class: "progress-summary" });
  const table = element("div");
  const status = element("p", { role: "status", class: "verdict" });
  tableHost.replaceChildren(summary, table, status);
  warnIfForgetful(summary, store);

  const forget = async (lesson: Lesson | undefined) => {
    const ask = lesson ? say.resetLessonAsk(lesson.title) : say.resetAllAsk;
    if (!(await confirm(ask, say.resetConfirm))) return;
    await store.clear(lesson && pageOf(lesson.path));
    await draw();
    status.textContent = lesson ? say.resetDoneLesson(lesson.title) : say.resetDoneAll;
    focusOn(status);
  };
  let turn = 0;
  const draw = async () => {
    const mine = ++turn;
    const [records, edits] = await Promise.all([store.read(), store.edits()]);
    if (mine !== turn) return;
    const edited = new Set(edits.map((edit) => edit.page));
    const progress = summarizeProgress(lessons, records, store.now(), edited);
    const focused = focusedKey(table);
    table.replaceChildren(progressTable(progress, forget, records.length + edits.length > 0));
    if (focused) table.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    const passed = progress.reduce((sum, each) => sum + each.exercises.done, 0);
    const exercises = progress.reduce((sum, each) => sum + each.exercises.all, 0);
    const due = progress.reduce((sum, each) => sum + each.due, 0);
    const lastAt = Math.max(0, ...progress.map((each) => each.lastAt));
    summary.textContent =
      lastAt === 0
        ? say.summaryNothing
        : `${say.summary(passed, exercises, due)} ${say.lastAnswer(describeDay(new Date(lastAt)))}`;
  };
  await draw();
  store.onChange(() => void draw());
  const titles = new Map(lessons.map((lesson) => [pageOf(lesson.path), lesson.title]));
  fileHost.replaceChildren();
  openFilePanel(fileHost, store, (page) => titles.get(page) ?? page);
  return store;
}

function partOf(root: HTMLElement, name: string): HTMLElement {
  const part = root.querySelector<HTMLElement>(`[data-progress="${name}"]`);
  if (!part) throw new Error(`openProgressPage: the page has no [data-progress="${name}"]`);
  return part;
}

const focusedKey = (inside: HTMLElement) =>
  inside.contains(document.activeElement)
    ? (document.activeElement as HTMLElement).dataset.key
    : undefined;
