import { describe, expect, it } from "vitest";
import { type Lesson, summarizeProgress } from "../../lib/coursework/progressSummary.js";
import { type ProgressRecord, pageOf } from "../../lib/coursework/record.js";

const lesson: Lesson = {
  path: "/theory/backpropagation",
  title: "Backpropagation",
  part: "Theory",
  exercises: ["one", "two"],
  quizzes: ["q"],
  predictions: ["p", "r"],
  recalls: ["all"],
};
const page = "theory/backpropagation";
const record = (kind: ProgressRecord["kind"], id: string, more: object): ProgressRecord =>
  ({ kind, id, page, key: `${kind}:${page}#${id}`, at: 5, ...more }) as ProgressRecord;
const passed = (id: string) =>
  record("exercise", id, { tries: 0, passedAt: 3, hints: [], solutionOpened: false });

describe("summarizeProgress", () => {
  it("counts passes, right answers, predictions that were made and questions that are due", () => {
    const [summary] = summarizeProgress(
      [lesson],
      [
        passed("one"),
        record("exercise", "two", { tries: 3, passedAt: null, hints: [], solutionOpened: true }),
        record("quiz", "q", { version: "v", choice: 0, tries: 1, right: false }),
        record("prediction", "p", { version: "v", choice: 0 }),
        record("prediction", "r", { version: "v", choice: null }),
        record("recall", "all.aa", { due: 10, at: 9 }),
        record("recall", "all.bb", { due: 11 }),
      ],
      10,
    );
    expect(summary).toEqual({
      lesson,
      exercises: { done: 1, all: 2 },
      quizzes: { done: 0, all: 1 },
      predictions: { done: 1, all: 2 },
      due: 1,
      state: "begun",
      touched: true,
      lastAt: 9,
    });
  });

  it("is done when every exercise and every question is, and new when nothing is", () => {
    const right = record("quiz", "q", { version: "v", choice: 0, tries: 1, right: true });
    const state = (records: ProgressRecord[]) => summarizeProgress([lesson], records, 0)[0]?.state;
    expect(state([passed("one"), passed("two"), right])).toBe("done");
    expect(state([passed("one"), right])).toBe("begun");
    expect(state([])).toBe("new");
  });

  it("does not count what the lesson no longer has, nor other pages", () => {
    const elsewhere = { ...passed("two"), page: "theory/other", key: "exercise:theory/other#two" };
    const gone = record("recall", "old.aa", { due: 0 });
    const [summary] = summarizeProgress([lesson], [passed("gone"), elsewhere, gone], 10);
    expect(summary).toMatchObject({ exercises: { done: 0, all: 2 }, due: 0 });
  });

  it("takes an edited cell for a lesson that was begun", () => {
    const [summary] = summarizeProgress([lesson], [], 0, new Set([page]));
    expect(summary).toMatchObject({ state: "begun", touched: true, lastAt: 0 });
  });
});

describe("pageOf", () => {
  it.each([
    ["/theory/backpropagation", page],
    ["./theory/backpropagation.html", page],
    ["theory/backpropagation.md", page],
    ["/", "index"],
    ["/index", "index"],
  ])("names %s %s", (path, expected) => {
    expect(pageOf(path)).toBe(expected);
  });
});
