import { words } from "../words/words.js";
import type { Verdict } from "./check.js";
import { type Context, storedRecord } from "./context.js";
import { button, element } from "./element.js";
import type { Content, ExerciseRecord } from "./record.js";

/** Failed tries after which the solution opens. */
const triesForSolution = 3;

const untouched: Content<"exercise"> = {
  tries: 0,
  passedAt: null,
  hints: [],
  solutionOpened: false,
};

/** A Check button under the exercise's cell, counted hints, and a solution that opens when earned. */
export function openExercise(root: HTMLElement, context: Context): void {
  const say = words.coursework;
  const id = root.dataset.exercise ?? "";
  const cell = context.notebook.cell(id);
  const status = element("p", { role: "status", class: "verdict" });
  const controls = element("div", { class: "coursework controls exercise-controls" });
  const solution = root.querySelector<HTMLDetailsElement>("details.solution");
  const locked = element("p", { class: "solution-locked" });
  solution?.before(locked);

  const change = (
    next: (before: Content<"exercise">, now: number) => Partial<Content<"exercise">>,
  ) =>
    context.store.change("exercise", context.page, id, (stored, now) => {
      const before = stored ?? untouched;
      return { ...before, ...next(before, now) };
    });
  const show = (record: Content<"exercise">) => {
    const left = triesForSolution - record.tries;
    const isOpen = record.passedAt !== null || left <= 0;
    root.toggleAttribute("data-passed", record.passedAt !== null);
    locked.hidden = isOpen;
    locked.textContent = isOpen ? "" : say.solutionLocked(left);
    if (solution) solution.hidden = !isOpen;
  };
  const showVerdict = (verdict: Verdict, record: ExerciseRecord) => {
    status.dataset.verdict = verdict.passed ? "right" : "wrong";
    if (verdict.passed) status.textContent = `${say.passed} ${verdict.message}`.trim();
    else {
      const opens = record.passedAt === null && record.tries === triesForSolution && solution;
      const tries = record.passedAt === null ? say.tries(record.tries) : "";
      const sentences = [
        `${say.notYet} ${ended(verdict.message)}`,
        tries,
        opens ? say.solutionOpens : "",
      ];
      status.textContent = sentences.filter(Boolean).join(" ");
    }
  };

  const stored = storedRecord(context, "exercise", id);
  show(stored ?? untouched);
  if (stored?.passedAt != null) {
    status.dataset.verdict = "right";
    status.textContent = say.passedBefore;
  }
  for (const [at, hint] of [...root.querySelectorAll("details.hint")].entries())
    onOpen(hint, () =>
      change(({ hints }) => ({ hints: [...new Set([...hints, at])].sort((a, b) => a - b) })),
    );
  if (solution) onOpen(solution, () => change(() => ({ solutionOpened: true })));

  if (!cell) {
    controls.append(status);
    status.textContent = say.noCell;
    (solution ? locked : root.lastElementChild)?.before(controls);
    return;
  }
  let busy = false;
  const press = button(say.check, async () => {
    if (busy) return;
    busy = true;
    press.setAttribute("aria-disabled", "true");
    delete status.dataset.verdict;
    status.textContent = say.checking;
    try {
      const { judge } = await import("./judge.js");
      const verdict = await judge(cell, id, context.loadChecks);
      if (verdict) {
        const record = await change((before, now) =>
          verdict.passed
            ? { passedAt: before.passedAt ?? now }
            : { tries: before.tries + (before.passedAt === null ? 1 : 0) },
        );
        show(record);
        showVerdict(verdict, record);
      } else status.textContent = say.noCheck;
    } catch (error) {
      status.textContent = ""; // the page says what is missing
      throw error;
    } finally {
      busy = false;
      press.removeAttribute("aria-disabled");
    }
  });
  controls.append(press, status);
  cell.element.after(controls);
}

function onOpen(details: Element, opened: () => unknown): void {
  details.addEventListener("toggle", () => {
    if ((details as HTMLDetailsElement).open) void opened();
  });
}

/** With a full stop, so that another sentence can follow. */
const ended = (sentence: string) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`);
