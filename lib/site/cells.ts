import { CellSyntaxError } from "../notebook/cellSyntaxError.js";
import { type CompiledCell, compileCell } from "../notebook/compile.js";
import { highlightToHtml } from "../notebook/highlight.js";
import { words } from "../words/words.js";
import { renderCourseworkFence } from "./courseworkFences.js";
import { escapeHtml, type MarkdownIt, parseInfo } from "./markdown.js";

const courseworkFences = ["quiz", "predict", "recall"] as const;

/**
 * Makes live cells of a page's fences, in place of Framework's own.
 *
 *     ```ts echo id=chain      a cell whose code the page shows
 *     ```ts id=setup           a cell whose code is folded away
 *     ```ts room=20rem …       a cell whose result will be as high as that
 *     ```ts run=false          code to read
 *     ```quiz id=…             coursework; also predict and recall
 *     ```anything else         text in the mono face
 *
 * An error in a cell fails the build, with the page and the cell named.
 */
export function liveCells(markdown: MarkdownIt): void {
  const { rules } = markdown.renderer;
  rules.fence = (tokens, index, _options, environment) => {
    const token = tokens[index] as (typeof tokens)[number];
    const { tag, attributes } = parseInfo(token.info);
    const { path } = environment;
    const kind = courseworkFences.find((name) => name === tag);
    if (kind) {
      const inline = (text: string) => markdown.renderInline(text, environment);
      return renderCourseworkFence(kind, attributes, token.content, inline);
    }
    const source = token.content.replace(/\n$/, "");
    if ((tag !== "ts" && tag !== "js") || attributes.run === "false") {
      return staticCode(source, tag);
    }
    if (!attributes.id) throw new Error(`${path}: give this cell an id: ${source.slice(0, 60)}`);
    const compiled = compileIn(path, attributes.id, source);
    const { id, room } = attributes;
    return (
      cellHtml({ id, room, source, compiled, shown: "echo" in attributes }) + fileLinks(source)
    );
  };
  rules.code_block = (tokens, index) => staticCode((tokens[index]?.content ?? "").trimEnd(), "");
  rules.placeholder = (tokens, index, _options, { path }) => {
    const source = tokens[index]?.content ?? "";
    const compiled = compileIn(path, "in the prose", source);
    if (!compiled.expression) throw new Error(`${path}: \${${source}} must be one expression`);
    return `<span class="inline-value" data-inline="${escapeHtml(JSON.stringify(compiled))}">…</span>${fileLinks(source)}`;
  };
}

function compileIn(path: string, id: string, source: string): CompiledCell {
  try {
    return compileCell(source);
  } catch (error) {
    if (!(error instanceof CellSyntaxError)) throw error;
    throw new Error(`${path}: cell ${id}, line ${error.line}: ${error.message}`);
  }
}

interface CellParts {
  id: string;
  source: string;
  compiled: CompiledCell;
  /** Whether the page shows the code, or folds it away. */
  shown: boolean;
  /** A length that the page keeps free for the result until it is there. */
  room: string | undefined;
}

function cellHtml({ id, source, compiled, shown, room }: CellParts): string {
  const code = `<pre class="code" data-copy="none"><code>${highlightToHtml(source, "ts")}</code></pre>`;
  const data = JSON.stringify({ source, compiled }).replaceAll("<", "\\u003c");
  const block = shown
    ? `<div class="cell-code">${code}</div>`
    : `<details class="cell-fold"><summary>${words.notebook.showCode}</summary><div class="cell-code">${code}</div></details>`;
  const output = `<div class="cell-output"></div>`;
  const kind = `${shown ? "" : " cell-folded"}${room ? " cell-room" : ""}`;
  const style = room ? ` style="--room:${escapeHtml(room)}"` : "";
  return [
    `<div class="cell${kind}" data-cell="${escapeHtml(id)}" data-state="idle" id="cell-${escapeHtml(id)}"${style}>`,
    shown ? block + output : output + block,
    `<script type="application/json">${data}</script></div>\n`,
  ].join("");
}

function staticCode(source: string, tag: string): string {
  const html = tag === "ts" || tag === "js" ? highlightToHtml(source, "ts") : escapeHtml(source);
  return `<pre class="code static" data-copy="none" tabindex="0"><code>${html}</code></pre>\n`;
}

/**
 * Links to the files that a cell opens, hidden: Framework copies what a page links to, and the
 * notebook looks a file's address up here.
 */
function fileLinks(source: string): string {
  const files = [...source.matchAll(/FileAttachment\(\s*(["'`])([^"'`]+)\1\s*\)/g)];
  return files
    .map(([, , name = ""]) => {
      const file = escapeHtml(name);
      return `<a hidden download data-file="${file}" href="${file}"></a>`;
    })
    .join("");
}
