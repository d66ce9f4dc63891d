import type { Edit } from "../notebook/database.js";
import type { ExerciseRecord, PredictionRecord, ProgressRecord, QuizRecord } from "./record.js";

/**
 * Joins two records of one key so that nothing done in either is lost: a pass stays a pass, the
 * higher count stays, the first prediction stays, and otherwise the later record stays. The order
 * of the two does not matter.
 *
 * @throws {Error} if they are not of one key
 */
export function mergeRecords(one: ProgressRecord, other: ProgressRecord): ProgressRecord {
  if (one.key !== other.key)
    throw new Error(`mergeRecords: got the keys ${one.key} and ${other.key}, want one key`);
  const [earlier, later] = inOrder(one, other);
  if (earlier.kind === "exercise" && later.kind === "exercise")
    return mergeExercises(earlier, later);
  if (earlier.kind === "quiz" && later.kind === "quiz") return mergeQuizzes(earlier, later);
  if (earlier.kind === "prediction" && later.kind === "prediction")
    return mergePredictions(earlier, later);
  return later;
}

/** Of two edits of one cell the later stays. */
export const mergeEdits = (one: Edit, other: Edit): Edit =>
  one.savedAt > other.savedAt || (one.savedAt === other.savedAt && one.source >= other.source)
    ? one
    : other;

function mergeExercises(earlier: ExerciseRecord, later: ExerciseRecord): ExerciseRecord {
  const passes = [earlier.passedAt, later.passedAt].filter((at) => at !== null);
  return {
    ...later,
    tries: Math.max(earlier.tries, later.tries),
    passedAt: passes.length === 0 ? null : Math.min(...passes),
    hints: [...new Set([...earlier.hints, ...later.hints])].sort((a, b) => a - b),
    solutionOpened: earlier.solutionOpened || later.solutionOpened,
  };
}

function mergeQuizzes(earlier: QuizRecord, later: QuizRecord): QuizRecord {
  if (earlier.version !== later.version) return later;
  return {
    ...(earlier.right && !later.right ? earlier : later),
    at: later.at,
    tries: Math.max(earlier.tries, later.tries),
  };
}

/** The first prediction was made before the result was seen; one that was made beats a skip. */
function mergePredictions(earlier: PredictionRecord, later: PredictionRecord): PredictionRecord {
  if (earlier.version !== later.version || earlier.choice === null) return later;
  return earlier;
}

/** By time; of two at the same time, by their text, so that both orders give the same. */
function inOrder<T extends { at: number }>(one: T, other: T): [T, T] {
  if (one.at !== other.at) return one.at < other.at ? [one, other] : [other, one];
  return textOf(one) <= textOf(other) ? [one, other] : [other, one];
}

const textOf = (record: object) => JSON.stringify(Object.entries(record).sort());
