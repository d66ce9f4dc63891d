import { words } from "../words/words.js";
import { button, element, focusOn } from "./element.js";
import type { LiveQuestion } from "./liveQuestion.js";

export interface RecallRound {
  /** Where the questions stand; the step and the summary are put in front of them. */
  readonly root: HTMLElement;
  readonly questions: readonly LiveQuestion[];
  /** Called once for each answer; the next question waits for it. */
  readonly answered: (question: LiveQuestion, choice: number, right: boolean) => Promise<void>;
}

/**
 * Asks questions one after the other: an answer is final, every option is then explained, and the
 * same button goes on. Nothing is asked until `start`.
 */
export function openRecallRound({ root, questions, answered }: RecallRound) {
  const say = words.coursework;
  const step = element("p", { class: "recall-step", hidden: true });
  const summary = element("p", { class: "recall-summary" });
  const startButton = button(say.recallAgain, () => start(0));
  root.append(step, summary, startButton);
  summary.hidden = true;
  startButton.hidden = true;
  let right = 0;
  let begunAt = 0;

  for (const [at, question] of questions.entries()) {
    root.append(question.element);
    question.element.hidden = true;
    const go = button(say.recallAnswer, () => void press());
    question.controls.append(go);
    question.onEnter(() => void press());
    let done = false;
    question.element.addEventListener("recall-reset", () => {
      done = false;
      question.clear();
      go.textContent = say.recallAnswer;
    });
    const press = async () => {
      if (done) return void show(at + 1, true);
      const choice = question.chosen;
      if (choice === undefined) {
        question.say(say.chooseFirst);
        question.focus();
        return;
      }
      done = true;
      const isRight = question.options[choice]?.right ?? false;
      if (isRight) right += 1;
      question.explainAll();
      question.lock(true);
      question.say(isRight ? say.recallRight : say.recallWrong);
      go.textContent = at + 1 < questions.length ? say.recallNext : say.recallFinish;
      go.focus();
      await answered(question, choice, isRight);
    };
  }

  const show = (at: number, focus: boolean) => {
    for (const [other, question] of questions.entries()) question.element.hidden = other !== at;
    const question = questions[at];
    step.hidden = !question;
    summary.hidden = Boolean(question);
    startButton.hidden = Boolean(question);
    if (question) {
      step.textContent = say.recallStep(at + 1, questions.length);
      if (focus) question.focus();
    } else {
      summary.textContent = say.recallDone(right, questions.length - begunAt);
      startButton.textContent = say.recallAgain;
      if (focus) focusOn(summary);
    }
  };
  const start = (at: number, focus = true) => {
    right = 0;
    begunAt = at;
    for (const question of questions) question.element.dispatchEvent(new Event("recall-reset"));
    show(at, focus);
  };
  /** Shows a sentence and a button instead of the questions. */
  const wait = (sentence: string, label: string) => {
    summary.textContent = sentence;
    startButton.textContent = label;
    summary.hidden = false;
    startButton.hidden = false;
  };
  return { start, wait };
}
