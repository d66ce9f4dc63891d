import { type ProgressRecord, pageOf } from "./record.js";

/** One lesson of `data/lessons.json`: what there is to do in it, by id. */
export interface Lesson {
  path: string;
  title: string;
  part: string;
  exercises: string[];
  quizzes: string[];
  predictions: string[];
  recalls: string[];
}

interface Done {
  done: number;
  all: number;
}

export interface LessonProgress {
  lesson: Lesson;
  exercises: Done;
  quizzes: Done;
  predictions: Done;
  /** Recall questions that are due. */
  due: number;
  /** Nothing done yet, something, or all of it. */
  state: "new" | "begun" | "done";
  /** Whether there is anything to forget. */
  touched: boolean;
  /** Last answer, in milliseconds since 1970; 0 if there is none. */
  lastAt: number;
}

/**
 * What was done in each lesson. A quiz counts once it is right, a prediction once it is made and
 * not skipped, an exercise once it is passed; what a lesson no longer has does not count.
 *
 * @param now milliseconds since 1970
 * @param editedPages pages with edited cells, which count as touched
 */
export function summarizeProgress(
  lessons: readonly Lesson[],
  records: readonly ProgressRecord[],
  now: number,
  editedPages: ReadonlySet<string> = new Set(),
): LessonProgress[] {
  return lessons.map((lesson) => {
    const page = pageOf(lesson.path);
    const own = records.filter((record) => record.page === page);
    const count = (ids: readonly string[], isDone: (record: ProgressRecord) => boolean): Done => {
      const done = new Set(own.filter(isDone).map((record) => record.id));
      return { done: ids.filter((id) => done.has(id)).length, all: ids.length };
    };
    const exercises = count(lesson.exercises, (r) => r.kind === "exercise" && r.passedAt !== null);
    const quizzes = count(lesson.quizzes, (r) => r.kind === "quiz" && r.right);
    const predictions = count(
      lesson.predictions,
      (r) => r.kind === "prediction" && r.choice !== null,
    );
    const due = own.filter(
      (r) =>
        r.kind === "recall" &&
        r.due <= now &&
        lesson.recalls.includes(r.id.slice(0, r.id.indexOf("."))),
    ).length;
    const toDo = exercises.all + quizzes.all;
    const isDone = toDo > 0 && exercises.done + quizzes.done === toDo;
    const touched = own.length > 0 || editedPages.has(page);
    return {
      lesson,
      exercises,
      quizzes,
      predictions,
      due,
      state: isDone ? "done" : touched ? "begun" : "new",
      touched,
      lastAt: Math.max(0, ...own.map((record) => record.at)),
    };
  });
}
