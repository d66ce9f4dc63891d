import { typescriptLanguage } from "@codemirror/lang-javascript";
import { type Diagnostic, forceLinting, linter, lintKeymap } from "@codemirror/lint";
import { type EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { Tree } from "@lezer/common";
import { words } from "../words/words.js";
import { CellSyntaxError } from "./cellSyntaxError.js";

/** A fault of the code at a place of the source: lines and columns count from 1. */
export interface CodeError {
  line: number;
  column?: number;
  message: string;
}

const idleMs = 400;
const replaceGiven = StateEffect.define<readonly Diagnostic[]>();

/** What the compiler or a run found; it holds until the text changes. */
const given = StateField.define<readonly Diagnostic[]>({
  create: () => [],
  update(found, transaction) {
    for (const effect of transaction.effects) if (effect.is(replaceGiven)) return effect.value;
    return transaction.docChanged ? [] : found;
  },
});

/**
 * Underlines what the parser cannot read, once typing pauses, and what `underline` was given.
 * @param onProblem told the first fault that the parser found, or undefined when there is none
 */
export function problems(onProblem: (sentence: string | undefined) => void): Extension {
  return [
    given,
    keymap.of(lintKeymap.filter(({ key }) => key === "F8")),
    linter(
      async ({ state }) => {
        const told = state.field(given);
        const lines = new Set(told.map(({ from }) => state.doc.lineAt(from).number));
        const read = (await syntaxErrors(state)).filter(({ line }) => !lines.has(line));
        // The cell itself says what it was given.
        const [first] = told.length > 0 ? [] : read;
        onProblem(first && words.notebook.atLine(first.line, first.message));
        return [...told, ...read.map((error) => diagnosticOf(state, error))];
      },
      {
        delay: idleMs,
        needsRefresh: ({ startState, state }) => startState.field(given) !== state.field(given),
      },
    ),
  ];
}

/** Underlines faults at once; an empty list takes those lines away. */
export function underline(view: EditorView, errors: readonly CodeError[]): void {
  const found = errors.map((error) => diagnosticOf(view.state, error));
  view.dispatch({ effects: replaceGiven.of(found) });
  forceLinting(view);
}

/**
 * Where the text cannot be read: at most one fault a line, in order. The editor's grammar finds the
 * places; since it does not know all of TypeScript, the compiler has to agree that there is a fault.
 */
async function syntaxErrors(state: EditorState): Promise<CodeError[]> {
  const text = state.doc.toString();
  const faults = faultsOf(typescriptLanguage.parser.parse(text));
  if (faults.length === 0) return [];
  const refusal = await refusalOf(text);
  if (!refusal) return [];
  const errors = new Map<number, CodeError>();
  for (const position of faults) {
    const line = state.doc.lineAt(lastCharacter(text, position));
    if (errors.has(line.number)) continue;
    const column = Math.min(position, line.to) - line.from + 1;
    const message =
      line.number === refusal.line
        ? refusal.message
        : words.notebook.syntaxError(`“${line.text.trim()}”`);
    errors.set(line.number, { line: line.number, column, message });
  }
  return [...errors.values()].sort((a, b) => a.line - b.line);
}

async function refusalOf(source: string): Promise<CellSyntaxError | undefined> {
  const { compileCell } = await import("./compile.js");
  try {
    compileCell(source);
    return undefined;
  } catch (error) {
    if (error instanceof CellSyntaxError) return error;
    throw error;
  }
}

function faultsOf(tree: Tree): number[] {
  const positions: number[] = [];
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) positions.push(from);
    },
  });
  return positions;
}

/** The position itself, or the last character before it where only white space follows it. */
function lastCharacter(text: string, position: number): number {
  const rest = text.slice(position);
  return rest.trim() === "" ? text.slice(0, position).trimEnd().length : position;
}

/** A fault as a mark on its word, or on its whole line where the column is not known. */
function diagnosticOf(state: EditorState, { line, column, message }: CodeError): Diagnostic {
  const { from, text } = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines));
  const severity = "error";
  if (column === undefined) {
    const start = from + text.length - text.trimStart().length;
    return { from: start, to: Math.max(from + text.trimEnd().length, start), severity, message };
  }
  const start = Math.min(Math.max(column, 1) - 1, text.length);
  const [token] = /^[\p{ID_Continue}$]+|^\S/u.exec(text.slice(start)) ?? [];
  if (token) return { from: from + start, to: from + start + token.length, severity, message };
  const before = text.slice(0, start).trimEnd().length;
  return {
    from: from + Math.max(before - 1, 0),
    to: from + Math.max(before, 0),
    severity,
    message,
  };
}
