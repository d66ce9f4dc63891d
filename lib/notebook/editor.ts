import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  currentCompletions,
} from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentLess,
  indentMore,
} from "@codemirror/commands";
import { typescriptLanguage } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { Annotation, EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { EditorView, type KeyBinding, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { type CompletionSources, cellCompletion } from "./completion.js";
import { type CodeError, problems, underline } from "./editorProblems.js";

export interface EditorOptions {
  /** Where the editor is put; it must be in the page, so that coordinates mean something. */
  parent: HTMLElement;
  source: string;
  /** An offset into the source, or where the reader clicked in client pixels; default 0. */
  caret?: number | { x: number; y: number };
  /** How far the reader had scrolled the code to the right, in pixels; default 0. */
  scrollLeft?: number;
  /** The editor's accessible name. */
  label: string;
  /** Shown below the code: which keys do what. */
  hint: string;
  complete: CompletionSources;
  /** The reader changed the text; not called for `setSource`. */
  onInput(source: string): void;
  onRun(): void;
  /** The reader pressed Escape, and no completion list was open. */
  onLeave(): void;
}

export interface CellEditor {
  readonly source: string;
  /** Replaces the text, which the reader can undo; the caret stays where it can. */
  setSource(source: string): void;
  /** Underlines faults until the text changes. The cell says their messages, not the editor. */
  setErrors(errors: readonly CodeError[]): void;
  focus(): void;
  destroy(): void;
}

/** Marks changes that `setSource` makes, which the caller knows of already. */
const fromOutside = Annotation.define<true>();
const left = StateEffect.define<true>();

/** Whether the reader has typed since the editor opened or was last left. */
const typed = StateField.define<boolean>({
  create: () => false,
  update(before, transaction) {
    if (transaction.effects.some((effect) => effect.is(left))) return false;
    return before || (transaction.docChanged && !transaction.annotation(fromOutside));
  },
});

let editorsOpened = 0;

/** Opens CodeMirror on a cell's TypeScript. Its looks are `lessons/theme/editor.css`. */
export function openEditor(options: EditorOptions): CellEditor {
  const hint = document.createElement("p");
  hint.className = "code-editor-hint";
  hint.id = `code-editor-hint-${++editorsOpened}`;
  hint.textContent = options.hint;
  const problem = document.createElement("p");
  problem.className = "code-editor-problem";
  problem.setAttribute("role", "status");

  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.source,
      extensions: [
        Prec.highest(keymap.of(cellKeys(options))),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        typed,
        typescriptLanguage,
        syntaxHighlighting(classHighlighter),
        history(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        autocompletion({
          override: [cellCompletion(options.complete)],
          icons: false,
          aboveCursor: true, // below, the list would lie on the cell's buttons
        }),
        problems((sentence) => {
          if (problem.textContent !== (sentence ?? "")) problem.textContent = sentence ?? "";
          hint.hidden = sentence !== undefined;
        }),
        EditorView.editorAttributes.of({ class: "code-editor" }),
        EditorView.contentAttributes.of({
          "aria-label": options.label,
          "aria-describedby": hint.id,
          tabindex: "0",
        }),
        EditorView.updateListener.of(({ docChanged, transactions, state }) => {
          if (!docChanged || transactions.every((each) => each.annotation(fromOutside))) return;
          options.onInput(state.doc.toString());
        }),
      ],
    }),
  });
  options.parent.append(hint, problem);
  view.scrollDOM.scrollLeft = options.scrollLeft ?? 0;
  view.dispatch({ selection: { anchor: caretOf(view, options.caret ?? 0) } });

  return {
    get source() {
      return view.state.doc.toString();
    },
    setSource(source) {
      const doc = view.state.doc;
      if (doc.toString() === source) return;
      const text = view.state.toText(source);
      const anchor = Math.min(view.state.selection.main.anchor, text.length);
      view.dispatch({
        changes: { from: 0, to: doc.length, insert: text },
        selection: { anchor },
        annotations: fromOutside.of(true),
      });
    },
    setErrors: (errors) => underline(view, errors),
    focus: () => view.focus(),
    destroy() {
      view.destroy();
      hint.remove();
      problem.remove();
    },
  };
}

/** Run, leave, and Tab, which moves the focus on until the reader has typed. */
function cellKeys({ onRun, onLeave }: EditorOptions): KeyBinding[] {
  const run = (view: EditorView) => {
    closeCompletion(view);
    onRun();
    return true;
  };
  return [
    { key: "Shift-Enter", run },
    { key: "Mod-Enter", run },
    {
      key: "Escape",
      run(view) {
        const listOpen = currentCompletions(view.state).length > 0;
        closeCompletion(view);
        if (listOpen) return true;
        view.dispatch({ effects: left.of(true) });
        onLeave();
        return true;
      },
    },
    {
      key: "Tab",
      run: (view) => view.state.field(typed) && indentMore(view),
      shift: (view) => view.state.field(typed) && indentLess(view),
    },
  ];
}

function caretOf(view: EditorView, caret: number | { x: number; y: number }): number {
  const position = typeof caret === "number" ? caret : view.posAtCoords(caret, false);
  return Math.min(Math.max(position, 0), view.state.doc.length);
}
