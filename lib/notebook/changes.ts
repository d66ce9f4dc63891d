import { diffArrays } from "diff";
import { highlightToHtml } from "./highlight.js";

/** One line of both versions together, in reading order. */
export interface LineChange {
  kind: "same" | "added" | "removed";
  text: string;
  /** The line as HTML, coloured as its version colours it. */
  html: string;
}

/** What a reader sees and hears around the lines. */
export interface ChangeLabels {
  /** Names the list. */
  title: string;
  added: string;
  removed: string;
  same: string;
  /** Stands instead of the list where nothing differs. */
  none: string;
}

/**
 * The fewest lines to take away from one version and to add for the other, with the lines that
 * both share. A break at the very end makes no difference.
 */
export function changesBetween(original: string, edited: string): LineChange[] {
  const before = linesOf(original);
  const after = linesOf(edited);
  const coloured = { before: colour(before), after: colour(after) };
  let i = 0;
  let j = 0;
  return diffArrays(before, after).flatMap(({ value, added, removed }) =>
    value.map((text): LineChange => {
      if (removed) return { kind: "removed", text, html: coloured.before[i++] ?? "" };
      const html = coloured.after[j++] ?? "";
      if (added) return { kind: "added", text, html };
      i++;
      return { kind: "same", text, html };
    }),
  );
}

/** The changes as a list: a sign and a hidden word for each line, not colour alone. */
export function renderChanges(changes: readonly LineChange[], labels: ChangeLabels): HTMLElement {
  if (changes.every(({ kind }) => kind === "same")) {
    const none = document.createElement("p");
    none.className = "code-changes-none";
    none.textContent = labels.none;
    return none;
  }
  const list = document.createElement("ol");
  list.className = "code-changes";
  list.setAttribute("role", "list"); // Safari drops it from a list without markers
  list.setAttribute("aria-label", labels.title);
  list.tabIndex = 0; // long lines scroll sideways
  for (const { kind, html } of changes) {
    const line = list.appendChild(document.createElement("li"));
    line.className = `code-change code-${kind}`;
    const said = line.appendChild(document.createElement("span"));
    said.className = "code-change-said";
    said.textContent = `${labels[kind]}: `;
    const tag = ({ same: "span", added: "ins", removed: "del" } as const)[kind];
    line.appendChild(document.createElement(tag)).innerHTML = `<code>${html || " "}</code>`;
  }
  return list;
}

function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.length === 1 && lines[0] === "" ? [] : lines;
}

/** Each line's HTML; no token's span runs over a line's end. */
function colour(lines: readonly string[]): string[] {
  return highlightToHtml(lines.join("\n")).split("\n");
}
