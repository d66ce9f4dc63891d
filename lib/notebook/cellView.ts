import { words } from "../words/words.js";
import { ChangesPanel } from "./changesPanel.js";
import type { CellEditor } from "./editor.js";
import type { CellState } from "./runtimeCell.js";

/** What a reader does to a cell. */
export interface CellActions {
  input(source: string): void;
  run(): void;
  stop(): void;
  reset(): void;
  /** Names and modules that the editor completes. */
  completions(): Parameters<typeof import("./editor.js").openEditor>[0]["complete"];
}

/** A cell on the page: its code, its buttons, its message and its output. */
export class CellView {
  readonly element: HTMLElement;
  readonly output: HTMLElement;
  readonly #id: string;
  readonly #original: string;
  readonly #actions: CellActions;
  readonly #code: HTMLElement;
  readonly #message = element("div", "cell-message");
  readonly #run = button(words.notebook.run);
  readonly #stop = button(words.notebook.stop);
  readonly #reset = button(words.notebook.reset);
  readonly #changes: ChangesPanel;
  #standing: string | undefined;
  #source: string;
  #editor: CellEditor | undefined;
  #opening = false;

  constructor(root: HTMLElement, id: string, original: string, actions: CellActions) {
    this.element = root;
    this.#id = id;
    this.#original = original;
    this.#source = original;
    this.#actions = actions;
    this.#code = root.querySelector<HTMLElement>("pre.code") as HTMLElement;
    this.output = root.querySelector<HTMLElement>(".cell-output") as HTMLElement;
    const group = root.querySelector<HTMLElement>(".cell-code") as HTMLElement;
    this.#changes = new ChangesPanel(button(words.notebook.changes), original);
    group.append(this.#bar(), this.#changes.panel);
    root.insertBefore(this.#message, this.output);
    this.#code.tabIndex = 0;
    this.#code.setAttribute("role", "group");
    this.#code.setAttribute("aria-label", words.notebook.cellLabel(id));
    this.#code.addEventListener("click", (event) => {
      if (document.getSelection()?.isCollapsed === false) return; // the reader selects text
      void this.#open({ x: event.clientX, y: event.clientY });
    });
    this.#code.addEventListener("keydown", (event) => this.#keydown(event));
  }

  set state(state: CellState) {
    this.element.dataset.state = state;
    this.element.setAttribute("aria-busy", String(state === "running" || state === "pending"));
    const busy = state === "running" || state === "pending";
    if (!busy) this.#leave(this.#stop);
    this.#stop.hidden = !busy;
    if (state !== "error") this.#say(undefined);
  }

  get state(): CellState {
    return (this.element.dataset.state ?? "idle") as CellState;
  }

  get editing(): boolean {
    return this.#editor !== undefined;
  }

  /** Shows source that did not come from the editor. */
  async setSource(source: string): Promise<void> {
    this.#source = source;
    this.#editor?.setSource(source);
    this.#markEdited();
    if (source === this.#original && this.#code.dataset.original) {
      this.#code.innerHTML = this.#code.dataset.original;
      return;
    }
    this.#code.dataset.original ??= this.#code.innerHTML;
    const { highlightToHtml } = await import("./highlight.js");
    if (this.#source === source) {
      this.#code.innerHTML = `<code>${highlightToHtml(source, "ts")}</code>`;
    }
  }

  /** A failure, with its line where that is known: said at once to screen readers too. */
  fail(message: string, line?: number, column?: number): void {
    const sentence = line === undefined ? message : words.notebook.atLine(line, message);
    this.#say(sentence, "alert");
    const error = column === undefined ? { message } : { message, column };
    this.#editor?.setErrors(line === undefined ? [] : [{ line, ...error }]);
  }

  /** A remark that is no failure; it goes when the cell's state changes. */
  note(message: string | undefined): void {
    this.#say(message, "status");
  }

  /** A remark that is there whenever the cell has nothing else to say. */
  set standing(message: string | undefined) {
    const before = this.#standing;
    this.#standing = message;
    if (this.#message.textContent === (before ?? "")) this.#say(undefined);
  }

  #say(message: string | undefined, role: "alert" | "status" = "status"): void {
    if (message === undefined) this.#editor?.setErrors([]);
    const text = message ?? this.#standing;
    const said = this.#message.firstElementChild;
    // Put on the page again, the same words would be read out again.
    if (said?.textContent === text && said?.getAttribute("role") === role) return;
    this.#message.replaceChildren();
    if (text === undefined) return;
    const sentence = element("p", role === "alert" ? "cell-error" : "cell-note");
    sentence.setAttribute("role", role);
    sentence.textContent = text;
    this.#message.append(sentence);
  }

  /** Keeps the keyboard's place when a button that has it is about to go. */
  #leave(going: HTMLButtonElement): void {
    if (document.activeElement === going) this.#run.focus({ preventScroll: true });
  }

  #bar(): HTMLElement {
    const bar = element("div", "cell-bar");
    const copy = button(words.notebook.copy);
    this.#run.addEventListener("click", () => this.#actions.run());
    this.#stop.hidden = true;
    this.#stop.addEventListener("click", () => this.#actions.stop());
    this.#reset.addEventListener("click", () => this.#actions.reset());
    copy.addEventListener("click", () => {
      void navigator.clipboard?.writeText(this.#source).then(() => {
        copy.textContent = words.notebook.copied;
        setTimeout(() => {
          copy.textContent = words.notebook.copy;
        }, 1500);
      });
    });
    bar.append(this.#run, this.#stop, this.#reset, copy, this.#changes.button);
    this.#markEdited();
    return bar;
  }

  #markEdited(): void {
    const edited = this.#source !== this.#original;
    this.element.toggleAttribute("data-edited", edited);
    if (!edited) this.#leave(this.#reset);
    this.#reset.disabled = !edited;
    this.#changes.source = this.#source;
  }

  #keydown(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (event.shiftKey || event.ctrlKey || event.metaKey) this.#actions.run();
    else void this.#open(undefined);
  }

  async #open(caret: { x: number; y: number } | undefined): Promise<void> {
    if (this.#editor || this.#opening) return;
    this.#opening = true;
    try {
      const { openEditor } = await import("./editor.js");
      const place = element("div", "cell-editor");
      this.#code.before(place);
      this.#editor = openEditor({
        parent: place,
        source: this.#source,
        ...(caret && { caret }),
        scrollLeft: this.#code.scrollLeft,
        label: words.notebook.editorLabel(this.#id),
        hint: words.notebook.editorHint,
        complete: this.#actions.completions(),
        onInput: (source) => {
          this.#source = source;
          this.#markEdited();
          this.#actions.input(source);
        },
        onRun: () => this.#actions.run(),
        onLeave: () => void this.#close(),
      });
      this.#code.hidden = true;
      this.element.dataset.editing = "";
      this.#editor.focus();
    } finally {
      this.#opening = false;
    }
  }

  async #close(): Promise<void> {
    const editor = this.#editor;
    if (!editor) return;
    this.#editor = undefined;
    await this.setSource(editor.source);
    this.#code.hidden = false;
    delete this.element.dataset.editing;
    const place = this.element.querySelector(".cell-editor");
    const focused = place?.contains(document.activeElement);
    editor.destroy();
    place?.remove();
    if (focused) this.#code.focus({ preventScroll: true });
  }
}

function element(name: string, className: string): HTMLElement {
  const node = document.createElement(name);
  node.className = className;
  return node;
}

function button(text: string): HTMLButtonElement {
  const node = document.createElement("button");
  node.type = "button";
  node.textContent = text;
  return node;
}
