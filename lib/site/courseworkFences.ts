import { type FenceKind, parseQuestions, type Question } from "../coursework/questions.js";
import { words } from "../words/words.js";

type Render = (markdown: string) => string;

/** What may stand behind a fence's name, besides `id`. */
const keys: Record<FenceKind, readonly string[]> = {
  quiz: [],
  predict: ["for", "answer"],
  recall: [],
};

/**
 * Static HTML of a `quiz`, `predict` or `recall` fence: complete without scripts, where the
 * explanations are in a `<details>`. `openCoursework` brings it to life.
 *
 * @param info what stands behind the fence's name: `id`, and for a prediction `for`, the cell that
 *   waits for it, and `answer`, the name of a page value that says which option came true
 * @param renderInline turns inline Markdown into HTML
 * @throws {Error} a sentence for the author that names the fence
 */
export function renderCourseworkFence(
  kind: FenceKind,
  info: Record<string, string>,
  text: string,
  renderInline: Render,
): string {
  const id = checkInfo(kind, info);
  const questions = parseQuestions(kind, id, text);
  const right = questions[0]?.options.some((option) => option.right);
  if (kind === "predict" && right && info.answer)
    throw new Error(words.coursework.fence.predictRight(id));
  const attributes = [`class="coursework ${kind}"`, `data-coursework="${kind}"`, `data-id="${id}"`];
  if (info.for) attributes.push(`data-for="${escapeHtml(info.for)}"`);
  if (info.answer) attributes.push(`data-answer="${escapeHtml(info.answer)}"`);
  const lead =
    kind === "recall"
      ? `<p class="coursework-lead"><span class="coursework-kind">${words.coursework.recall}</span> ${words.coursework.recallLead(questions.length)}</p>`
      : "";
  const body = questions.map((question) => renderQuestion(kind, id, question, renderInline));
  return `<div ${attributes.join(" ")}>${lead}${body.join("")}</div>`;
}

function checkInfo(kind: FenceKind, info: Record<string, string>): string {
  const say = words.coursework.fence;
  const { id } = info;
  if (!id) throw new Error(say.noId(kind));
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) throw new Error(say.badId(kind, id));
  for (const key of Object.keys(info))
    if (key !== "id" && key !== kind && !keys[kind].includes(key))
      throw new Error(say.unknownKey(kind, id, key));
  if (kind === "predict" && !info.for) throw new Error(say.noFor(id));
  return id;
}

function renderQuestion(kind: FenceKind, id: string, question: Question, render: Render): string {
  const say = words.coursework;
  const name = kind === "recall" ? `${kind}-${id}-${question.version}` : `${kind}-${id}`;
  const label =
    kind === "recall"
      ? ""
      : `<span class="coursework-kind">${kind === "quiz" ? say.quiz : say.prediction}</span> `;
  const prompt = question.prompt.map((each) => `<span class="prompt">${render(each)}</span>`);
  const options = question.options.map(
    (option, at) =>
      `<div class="option"><label><input type="radio" name="${name}" value="${at}"> <span class="option-text">${render(option.text)}</span></label></div>`,
  );
  const reasons = question.options.map((option, at) => {
    const word = option.right ? say.rightOption : say.wrongOption;
    const verdict = kind === "predict" && !option.right ? "" : `<strong>${word}:</strong> `;
    const because = `<span class="because">${render(option.because)}</span>`;
    const mark = option.right ? " data-right" : "";
    return `<li data-option="${at}"${mark}>${render(option.text)} — ${verdict}${because}</li>`;
  });
  const explained = question.options.some((option) => option.because || option.right);
  const summary = kind === "predict" ? say.outcomes : say.explained;
  const details = explained
    ? `<details class="explanations"><summary>${summary}</summary><ol>${reasons.join("")}</ol></details>`
    : "";
  return `<div class="question" data-version="${question.version}"><fieldset><legend>${label}${prompt.join("")}</legend><div class="options">${options.join("")}</div></fieldset>${details}<div class="controls"></div></div>`;
}

const escapeHtml = (text: string) =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
