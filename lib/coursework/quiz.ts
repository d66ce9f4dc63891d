import { words } from "../words/words.js";
import { type Context, storedRecord } from "./context.js";
import { button } from "./element.js";
import { LiveQuestion } from "./liveQuestion.js";
import type { QuizRecord } from "./record.js";

/** One question, tried until it is right; then every option is explained. */
export function openQuiz(root: HTMLElement, context: Context): void {
  const say = words.coursework;
  const id = root.dataset.id ?? "";
  const host = root.querySelector<HTMLElement>(".question");
  if (!host) throw new Error(`openQuiz: the quiz "${id}" holds no question`);
  const question = new LiveQuestion(host);
  const { version } = question;

  const show = (record: QuizRecord) => {
    if (record.right) {
      question.explainAll();
      question.say(say.quizDone(record.tries));
      root.dataset.done = "";
    } else {
      question.explain(record.choice);
      question.say(say.quizWrong);
    }
  };
  const answer = async () => {
    const choice = question.chosen;
    if (choice === undefined) {
      question.say(say.chooseFirst);
      question.focus();
      return;
    }
    const right = question.options[choice]?.right ?? false;
    const record = await context.store.change("quiz", context.page, id, (stored) => {
      const before = stored?.version === version ? stored : undefined;
      if (before?.right) return before;
      return { version, choice, right, tries: (before?.tries ?? 0) + 1 };
    });
    if (record.right && !right) {
      question.explain(choice);
      question.say(say.quizWrong);
    } else show(record);
  };
  question.onEnter(() => void answer());
  question.controls.append(button(say.answer, () => void answer()));

  const stored = storedRecord(context, "quiz", id);
  if (stored?.version === version) {
    question.choose(stored.choice);
    show(stored);
  }
}
