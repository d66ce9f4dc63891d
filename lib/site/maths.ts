import katex from "katex";
import type { MarkdownIt } from "./markdown.js";

/** Renders `$…$` and `$$…$$` when the site is built; `${…}` stays an expression. */
export function maths(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "maths", (state, silent) => {
    const { src, pos, posMax } = state;
    if (src[pos] !== "$" || src[pos + 1] === "{" || src[pos + 1] === " ") return false;
    const mark = src[pos + 1] === "$" ? "$$" : "$";
    const start = pos + mark.length;
    const end = src.indexOf(mark, start);
    if (end < 0 || end > posMax || end === start || src[end - 1] === " ") return false;
    if (!silent) {
      const token = state.push("maths", "", 0);
      token.content = src.slice(start, end);
      token.markup = mark;
    }
    state.pos = end + mark.length;
    return true;
  });
  markdown.block.ruler.before(
    "fence",
    "maths",
    (state, start, end, silent) => {
      const lineAt = (i: number) =>
        state.src.slice((state.bMarks[i] ?? 0) + (state.tShift[i] ?? 0), state.eMarks[i]);
      if (lineAt(start).trim() !== "$$") return false;
      let last = start + 1;
      while (last < end && lineAt(last).trim() !== "$$") last++;
      if (last >= end) return false;
      if (silent) return true;
      const token = state.push("maths", "", 0);
      token.block = true;
      token.content = Array.from({ length: last - start - 1 }, (_, i) =>
        lineAt(start + 1 + i),
      ).join("\n");
      token.markup = "block";
      token.map = [start, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ["paragraph", "blockquote", "list"] },
  );
  markdown.renderer.rules.maths = (tokens, index, _options, { path }) => {
    const { content, markup } = tokens[index] as (typeof tokens)[number];
    const display = markup !== "$";
    const html = renderMaths(content, display, path);
    return markup === "block" ? `<div class="maths" tabindex="0">${html}</div>\n` : html;
  };
}

/** @throws Error naming the page and the formula that KaTeX refuses */
export function renderMaths(formula: string, displayMode: boolean, path: string): string {
  try {
    return katex.renderToString(formula, { displayMode, strict: "error", throwOnError: true });
  } catch (error) {
    throw new Error(`${path}: the formula “${formula}” is wrong: ${(error as Error).message}`);
  }
}
