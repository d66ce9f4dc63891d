/**
 * The prose of a lesson's Markdown: what a reader would read aloud, questions and their answers included. Left out are
 * the front matter, code, figures, formulas, computed values, tables, and the marks of Markdown and HTML. A sentence
 * that loses a formula or a value goes with it, because it would be none; a name in code or maths stays as a word.
 *
 * @returns paragraphs, parted by an empty line
 */
export function markdownProse(markdown: string): string {
  const blocks = markdown
    .replace(/\r\n?/g, "\n")
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .replace(/^(`{3,}|~{3,})(.*)\n([\s\S]*?)^\1`*\s*$/gm, (_, _mark, info: string, body: string) =>
      /^(quiz|predict|recall)\b/.test(info) ? `\n\n${questionProse(body)}\n\n` : "\n\n",
    )
    .replace(/<!--[\s\S]*?-->/g, "\n\n")
    .replace(/<(script|style|svg|dl|table)\b[\s\S]*?<\/\1>/g, "\n\n")
    .replace(/<summary>[\s\S]*?<\/summary>/g, "\n\n")
    .replace(/^\$\$$[\s\S]*?^\$\$$/gm, "\n\n")
    .split(/\n\s*\n|\n(?=#+ |\s*(?:[-*]|\d+\.) )/);
  return blocks.map(proseOf).filter(Boolean).join("\n\n");
}

/** A question and its options, each option with its explanation in a paragraph of its own. */
function questionProse(body: string): string {
  return body
    .replace(/^- \[[ x]\] /gm, "\n\n")
    .replace(/ :: /g, "\n\n")
    .replace(/^(?=\S)/gm, "\n");
}

/** What stands for a formula, a value or code while sentences are sorted out; in no lesson's text. */
const hole = "\uFFFC";

function proseOf(block: string): string {
  if (/^\s*\|/.test(block)) return "";
  const text = withoutValues(block)
    .replace(/\$\$[\s\S]*?\$\$/g, hole)
    .replace(/(?<![\\$])\$(?![\s{$])([^$]*?)(?<!\s)\$/g, wordOrHole)
    .replace(/`([^`]*)`/g, wordOrHole)
    .replace(/<[^>]*>/g, "")
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/https?:\/\/\S+/g, hole)
    .replace(/^\s*(?:#+|>|[-*]|\d+\.)\s+/, "")
    .replace(/(\*\*|__)(?=\S)([\s\S]*?\S)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}*])\*(?=\S)([^*]*?\S)\*/gu, "$1")
    .replace(/&nbsp;|\u00A0/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
  const sentences = text.split(/(?<=[.!?][”"')]*) (?=[“"'(]?\p{Lu}|\uFFFC)/u);
  return sentences.filter((sentence) => !sentence.includes(hole)).join(" ");
}

/** A single name or number stays in the sentence; anything longer leaves a hole. */
const wordOrHole = (_: string, inner: string) => (/^[\p{L}\p{N}]+$/u.test(inner) ? inner : hole);

/** Puts a hole where `${…}` stands, whatever braces, quotes and templates are inside. */
function withoutValues(text: string): string {
  let rest = text;
  let kept = "";
  for (let from = rest.indexOf("${"); from >= 0; from = rest.indexOf("${")) {
    let depth = 0;
    let end = from + 1;
    do {
      if (rest[end] === "{") depth++;
      if (rest[end] === "}") depth--;
      end++;
    } while (depth > 0 && end < rest.length);
    kept += rest.slice(0, from) + hole;
    rest = rest.slice(end);
  }
  return kept + rest;
}
