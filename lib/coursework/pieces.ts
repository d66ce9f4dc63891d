import type { Context } from "./context.js";
import { openExercise } from "./exercise.js";
import { openPrediction } from "./prediction.js";
import { openQuiz } from "./quiz.js";
import { openRecall } from "./recall.js";
import { recallDue } from "./recallDue.js";

/** Brings one piece of coursework to life, whichever it is. */
export function openPiece(piece: HTMLElement, context: Context): void {
  const { page, store } = context;
  if (piece.dataset.exercise !== undefined) openExercise(piece, context);
  else if (piece.localName === "lml-recall") void recallDue({ root: piece, page, store });
  else if (piece.dataset.coursework === "quiz") openQuiz(piece, context);
  else if (piece.dataset.coursework === "predict") openPrediction(piece, context);
  else if (piece.dataset.coursework === "recall") openRecall(piece, context);
}
