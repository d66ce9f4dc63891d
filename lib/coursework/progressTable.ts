import { words } from "../words/words.js";
import { button, element } from "./element.js";
import type { Lesson, LessonProgress } from "./progressSummary.js";
import { pageOf } from "./record.js";

type Forget = (lesson: Lesson | undefined) => void;

/**
 * Lessons by part, what was done in each, and where to go on. Links are relative to the site's root.
 *
 * @param forget called with the lesson to forget, or without for all
 * @param anything whether there is anything to forget at all
 */
export function progressTable(
  progress: readonly LessonProgress[],
  forget: Forget,
  anything: boolean,
): HTMLElement {
  const say = words.coursework;
  if (progress.length === 0) return element("p", {}, say.noLessons);
  const heads = [say.lesson, say.exercises, say.quizzes, say.predictions, say.due, say.next];
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const parts = new Map<string, LessonProgress[]>();
  for (const each of progress)
    parts.set(each.lesson.part, [...(parts.get(each.lesson.part) ?? []), each]);
  const bodies = [...parts].map(([part, lessons]) =>
    element(
      "tbody",
      {},
      element(
        "tr",
        { class: "part" },
        element("th", { scope: "rowgroup", colspan: String(heads.length) }, part),
      ),
      ...lessons.map((each) => lessonRow(each, forget)),
    ),
  );
  const table = element(
    "table",
    { class: "progress-table" },
    element("caption", { class: "visually-hidden" }, say.tableCaption),
    element("thead", {}, head),
    ...bodies,
  );
  if (!anything) return table;
  const all = button(say.resetAll, () => forget(undefined), "quiet");
  all.dataset.key = "reset";
  return element("div", {}, table, element("div", { class: "controls" }, all));
}

function lessonRow(progress: LessonProgress, forget: Forget): HTMLElement {
  const say = words.coursework;
  const { lesson, state } = progress;
  const page = pageOf(lesson.path);
  const verb = { new: say.start, begun: say.goOn, done: say.readAgain }[state];
  const link = element(
    "a",
    {
      href: `./${page}.html`,
      "data-key": `go ${page}`,
      "aria-label": say.toLesson(verb, lesson.title),
    },
    verb,
  );
  const next = element("td", { class: "go-on" }, link);
  if (progress.touched) {
    const reset = button(say.resetLesson, () => forget(lesson), "quiet");
    reset.setAttribute("aria-label", say.resetLessonLabel(lesson.title));
    reset.dataset.key = `reset ${page}`;
    next.append(" ", reset);
  }
  const cell = (label: string, { done, all }: { done: number; all: number }) => {
    const made = element("td", { "data-label": label }, all ? say.ofAll(done, all) : say.none);
    if (all > 0 && done === all) made.dataset.full = "";
    return made;
  };
  return element(
    "tr",
    { "data-state": state },
    element("th", { scope: "row" }, lesson.title),
    cell(say.exercises, progress.exercises),
    cell(say.quizzes, progress.quizzes),
    cell(say.predictions, progress.predictions),
    element("td", { "data-label": say.due }, progress.due ? String(progress.due) : say.none),
    next,
  );
}
