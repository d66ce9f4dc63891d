import { words } from "../words/words.js";
import { type Context, storedRecord } from "./context.js";
import { button, element, focusOn } from "./element.js";
import { LiveQuestion } from "./liveQuestion.js";
import type { CellPort } from "./notebookPort.js";
import { outcomeOf } from "./outcome.js";

/** A prediction, recorded before its cell may run, then shown beside the result. */
export function openPrediction(root: HTMLElement, context: Context): void {
  const say = words.coursework;
  const id = root.dataset.id ?? "";
  const host = root.querySelector<HTMLElement>(".question");
  if (!host) throw new Error(`openPrediction: the prediction "${id}" holds no question`);
  const cell = context.notebook.cell(root.dataset.for ?? "");
  const question = new LiveQuestion(host);
  const { version } = question;
  const note = element("div", { class: "prediction-note", role: "status" });
  if (cell) cell.element.after(note);
  else host.append(note);

  const settle = (choice: number | null) => {
    question.lock(true);
    question.controls.replaceChildren();
    question.say(choice === null ? say.skipped : say.predicted);
    root.dataset.done = "";
    cell?.release();
  };
  const record = async (choice: number | null) => {
    const stored = await context.store.change("prediction", context.page, id, (before) =>
      before?.version === version && before.choice !== null ? before : { version, choice },
    );
    settle(stored.choice);
    if (stored.choice !== null) question.choose(stored.choice);
    focusOn(question.status);
    await cell?.run().catch(() => {});
    compareWithResult(root, question, stored.choice, cell, note);
  };
  const predict = () => {
    const choice = question.chosen;
    if (choice !== undefined) return void record(choice);
    question.say(say.chooseFirst);
    question.focus();
  };

  const stored = storedRecord(context, "prediction", id);
  if (stored?.version === version) {
    if (stored.choice !== null) question.choose(stored.choice);
    settle(stored.choice);
    compareWithResult(root, question, stored.choice, cell, note);
  } else {
    question.onEnter(predict);
    question.controls.append(
      button(say.predict, predict),
      button(say.skip, () => void record(null), "quiet"),
    );
  }
}

/** Writes the note beside the result, now and whenever the cell has run again. */
function compareWithResult(
  root: HTMLElement,
  question: LiveQuestion,
  choice: number | null,
  cell: CellPort | undefined,
  note: HTMLElement,
): void {
  let turn = 0;
  const update = async () => {
    const mine = ++turn;
    write(note, question, choice, undefined);
    const cameTrue = await readOutcome(root, question, cell);
    if (mine === turn && cameTrue !== undefined) write(note, question, choice, cameTrue);
  };
  cell?.onChange(() => void update());
  void update();
}

/** The option that came true: as the page computed it, else as the author marked it. */
async function readOutcome(
  root: HTMLElement,
  question: LiveQuestion,
  cell: CellPort | undefined,
): Promise<number | undefined> {
  const name = root.dataset.answer;
  if (!name) {
    const marked = question.options.findIndex((option) => option.right);
    return marked < 0 ? undefined : marked;
  }
  const value = await cell?.value(name).catch(() => undefined);
  const texts = question.options.map((option) => option.label.textContent ?? "");
  return outcomeOf(value, texts);
}

function write(
  note: HTMLElement,
  question: LiveQuestion,
  choice: number | null,
  cameTrue: number | undefined,
): void {
  const say = words.coursework;
  const quote = (at: number) => copyOf(question.options[at]?.label);
  const line = element("p");
  if (choice === null) line.append(say.noPrediction);
  else line.append(element("strong", {}, say.youPredicted), " ", quote(choice));
  const lines = [line];
  if (cameTrue !== undefined) {
    const outcome = element("p", {}, element("strong", {}, say.cameTrue), " ", quote(cameTrue));
    const because = question.options[cameTrue]?.reason?.querySelector<HTMLElement>(".because");
    if (choice !== null)
      outcome.append(". ", choice === cameTrue ? say.asPredicted : say.notPredicted);
    lines.push(outcome);
    if (because?.textContent) lines.push(element("p", {}, copyOf(because)));
    note.dataset.verdict = choice === null ? "none" : choice === cameTrue ? "right" : "wrong";
  } else delete note.dataset.verdict;
  const next = element("div", {}, ...lines);
  if (note.innerHTML !== next.innerHTML) note.replaceChildren(...lines);
}

/** What an element holds, without the element itself. */
function copyOf(source: HTMLElement | undefined): DocumentFragment {
  const copy = document.createDocumentFragment();
  if (source) copy.append(...source.cloneNode(true).childNodes);
  return copy;
}
