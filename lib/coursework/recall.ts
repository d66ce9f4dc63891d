import { words } from "../words/words.js";
import { type Context, storedRecord } from "./context.js";
import { LiveQuestion } from "./liveQuestion.js";
import { openRecallRound } from "./recallRound.js";
import { scheduleRecall } from "./recallSchedule.js";

/** A page's own recall questions, begun at the first one that was never answered. */
export function openRecall(root: HTMLElement, context: Context): void {
  const say = words.coursework;
  const id = root.dataset.id ?? "";
  const questions = [...root.querySelectorAll<HTMLElement>(".question")].map(
    (each) => new LiveQuestion(each),
  );
  const recordId = (question: LiveQuestion) => `${id}.${question.version}`;
  const round = openRecallRound({
    root,
    questions,
    answered: async (question, choice, right) => {
      await context.store.change("recall", context.page, recordId(question), (before, now) =>
        scheduleRecall(before, { choice, right }, now),
      );
    },
  });
  const isNew = questions.map((each) => !storedRecord(context, "recall", recordId(each)));
  const first = isNew.indexOf(true);
  if (first >= 0) round.start(first, false);
  else round.wait(say.recallKept(questions.length, questions.length), say.recallAgain);
}
