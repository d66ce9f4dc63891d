import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** A name that an import of this cell declares; `*` imports all of a module. */
export interface ImportedName {
  local: string;
  imported: string;
  module: string;
}

/** A position inside an import statement, and what is being written there. */
export interface ImportPlace {
  /** The module's name, one of its exports, or something that needs no list. */
  kind: "module" | "export" | "elsewhere";
  /** What is being written runs from here … */
  from: number;
  /** … to here. */
  to: number;
  /** The module, where its name is already there. */
  module: string | undefined;
  /** Exports that the statement already lists. */
  taken: string[];
  /** What the statement needs after an export for its `from`, in place of what is there. */
  ending: { to: number; bracket: string } | undefined;
}

const inModule = /(?:\bfrom|\bimport)\s*\(?\s*(["'])([^"'\n]*)$/;
const inBraces = /\bimport\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?\{([^{}"';=]*)$/;

/** The cell's tree, parsed to its end unless that takes too long for a list. */
export function treeOf(state: EditorState): ReturnType<typeof syntaxTree> {
  const parseMs = 200;
  return ensureSyntaxTree(state, state.doc.length, parseMs) ?? syntaxTree(state);
}

/** What is written at a position of an import, or undefined where there is none. */
export function importPlaceAt(state: EditorState, position: number): ImportPlace | undefined {
  const node = treeOf(state).resolveInner(position, -1).name;
  if (/Comment$/.test(node)) return undefined;
  const before = state.sliceDoc(0, position);
  const after = state.sliceDoc(position);
  const none = { module: undefined, taken: [], ending: undefined };

  const module = inModule.exec(before);
  if (module && node === "String") {
    const [, quote, typed = ""] = module;
    const rest = /^[^"'\n;]*/.exec(after)?.[0] ?? "";
    const closed = after.charAt(rest.length) === quote;
    const to = position + (closed ? rest.length : 0);
    return { ...none, kind: "module", from: position - typed.length, to };
  }

  const braces = inBraces.exec(before);
  if (!braces || node === "String" || node === "TemplateString") return undefined;
  const listed = braces[1] ?? "";
  const typed = /[\w$]*$/.exec(listed)?.[0] ?? "";
  const from = position - typed.length;
  if (/\bas\s+[\w$]*$/.test(listed)) return { ...none, kind: "elsewhere", from, to: position };
  const rest = /^([^{}"';=\n]*)(\}?)(?:[ \t]*from[ \t]*["']([^"'\n]*)["'];?)?/.exec(after);
  const [whole = "", others = "", closing = "", named] = rest ?? [];
  const taken = `${listed.slice(0, listed.length - typed.length)},${others}`
    .split(",")
    .map((each) =>
      each
        .trim()
        .replace(/^type\s+/, "")
        .replace(/\s+as\b.*/, ""),
    )
    .filter(Boolean);
  const bracket = /^\s/.test(listed) ? " }" : "}";
  return {
    kind: "export",
    from,
    to: position,
    module: named || undefined,
    taken,
    ending:
      named || others.trim()
        ? undefined
        : { to: closing ? position + whole.length : from + typed.length, bracket },
  };
}

/** The names that the imports at the top of a cell declare. */
export function importedNames(state: EditorState): ImportedName[] {
  const names: ImportedName[] = [];
  for (const statement of treeOf(state).topNode.getChildren("ImportDeclaration")) {
    const text = state.sliceDoc(statement.from, statement.to);
    const [, what = "", , module] =
      /^import\s+(?:type\s+)?([^"']*?)\s*\bfrom\s*(["'])(.*?)\2/s.exec(text) ?? [];
    if (module === undefined) continue;
    const all = /\*\s*as\s+([\w$]+)/.exec(what)?.[1];
    if (all) names.push({ local: all, imported: "*", module });
    const first = /^[\w$]+/.exec(what)?.[0];
    if (first) names.push({ local: first, imported: "default", module });
    for (const entry of (/\{([^}]*)\}/.exec(what)?.[1] ?? "").split(",")) {
      const [, imported, local] =
        /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(entry) ?? [];
      if (imported) names.push({ local: local ?? imported, imported, module });
    }
  }
  return names;
}
