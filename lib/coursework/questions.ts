import { words } from "../words/words.js";
import { checksum } from "./checksum.js";

export type FenceKind = "quiz" | "predict" | "recall";

/** One option of a question; texts are inline Markdown. */
export interface Option {
  text: string;
  /** Why it is right or wrong; for a prediction, what this outcome would mean. May be empty there. */
  because: string;
  right: boolean;
}

export interface Question {
  /** Paragraphs of inline Markdown. */
  prompt: string[];
  options: Option[];
  /** Changes when the question or an option's text does: an old answer then no longer counts. */
  version: string;
}

/**
 * Reads the text of a `quiz`, `predict` or `recall` fence.
 *
 * A question is its lines of text, a blank line between paragraphs, followed by its options:
 * `- [ ] text :: why not` and `- [x] text :: why`. A line indented by two spaces goes on with the
 * option above it. In a `recall` fence, text after options begins the next question.
 *
 * @throws {Error} a sentence for the author that names the fence
 */
export function parseQuestions(kind: FenceKind, id: string, text: string): Question[] {
  const say = words.coursework.fence;
  const questions: Question[] = [];
  let question: Question | undefined;
  let inParagraph = false;
  for (const line of text.split(/\r?\n/)) {
    const option = /^\s?- ?\[([ xX])\]\s+(\S.*)$/.exec(line);
    const last = question?.options.at(-1);
    if (line.trim() === "") {
      inParagraph = false;
    } else if (option) {
      if (!question) throw new Error(say.noPrompt(kind, id));
      question.options.push({
        text: (option[2] ?? "").trim(),
        because: "",
        right: option[1] !== " ",
      });
    } else if (/^\s?[-*]\s*\[/.test(line)) {
      throw new Error(say.badOption(kind, id, line.trim()));
    } else if (last && /^ {2}/.test(line)) {
      last.text += ` ${line.trim()}`;
    } else if (!question || last) {
      question = { prompt: [line.trim()], options: [], version: "" };
      questions.push(question);
      inParagraph = true;
    } else if (inParagraph) {
      question.prompt.push(`${question.prompt.pop()} ${line.trim()}`);
    } else {
      question.prompt.push(line.trim());
      inParagraph = true;
    }
  }
  if (questions.length === 0) throw new Error(say.empty(kind, id));
  if (kind !== "recall" && questions.length > 1) throw new Error(say.several(kind, id));
  for (const each of questions) finish(kind, id, each);
  const repeated = questions.find(
    (each, at) => questions.findIndex((other) => other.version === each.version) < at,
  );
  if (repeated) throw new Error(say.twice(kind, id, repeated.prompt.join(" ")));
  return questions;
}

/** Splits reasons from options, checks what the kind demands, and sets the version. */
function finish(kind: FenceKind, id: string, question: Question): void {
  const say = words.coursework.fence;
  const prompt = question.prompt.join(" ");
  for (const option of question.options) {
    const [text, because] = splitReason(option.text);
    if (!text) throw new Error(say.badOption(kind, id, option.text));
    if (!because && kind !== "predict") throw new Error(say.unexplained(kind, id, text));
    option.text = text;
    option.because = because;
  }
  if (question.options.length < 2) throw new Error(say.fewOptions(kind, id, prompt));
  const right = question.options.filter((option) => option.right).length;
  if (kind === "predict" && right > 1) throw new Error(say.predictRight(id));
  if (kind !== "predict" && right !== 1) throw new Error(say.oneRight(kind, id, right, prompt));
  question.version = checksum(
    JSON.stringify([prompt, ...question.options.map((option) => option.text)]),
  );
}

/** Cuts at the first `::` between spaces that is not inside a code span. */
function splitReason(line: string): [text: string, because: string] {
  for (const match of line.matchAll(/(?:^|\s)::(?:\s|$)/g)) {
    const before = line.slice(0, match.index);
    if ((before.match(/`/g)?.length ?? 0) % 2 === 0)
      return [before.trim(), line.slice(match.index + match[0].length).trim()];
  }
  return [line.trim(), ""];
}
