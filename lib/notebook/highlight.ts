import { classHighlighter, highlightCode } from "@lezer/highlight";
import { parser } from "@lezer/javascript";

/** Languages whose tokens are coloured; code in any other one is only escaped. */
const dialects: Readonly<Record<string, string>> = {
  ts: "ts",
  typescript: "ts",
  js: "",
  javascript: "",
  tsx: "ts jsx",
  jsx: "jsx",
};

/**
 * Source code as HTML: escaped text, each token in a `<span class="tok-…">`, lines parted by `\n`.
 * Grammar and classes are those of the editor, so a cell looks the same when it opens.
 *
 * @param source any text; errors in it are no obstacle
 * @param language an info string of Markdown, such as `"ts"` (the default), `"js"` or `"python"`
 * @returns HTML to put inside `<code>`; its text is `source` with `\n` line ends
 */
export function highlightToHtml(source: string, language = "ts"): string {
  const text = source.replace(/\r\n?/g, "\n");
  const dialect = Object.hasOwn(dialects, language.toLowerCase())
    ? dialects[language.toLowerCase()]
    : undefined;
  if (dialect === undefined) return escapeHtml(text);
  let html = "";
  highlightCode(
    text,
    parser.configure({ dialect }).parse(text),
    classHighlighter,
    (part, classes) => {
      html += classes ? `<span class="${classes}">${escapeHtml(part)}</span>` : escapeHtml(part);
    },
    () => {
      html += "\n";
    },
  );
  return html;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
