import { words } from "../words/words.js";
import { loadCell } from "./cellFunction.js";
import { messageOf } from "./cellRun.js";
import { CellView } from "./cellView.js";
import type { CompiledCell } from "./compile.js";
import { hash } from "./edits.js";
import type { Notebook } from "./notebook.js";
import { Outputs } from "./outputs.js";
import { type CellState, RuntimeCell } from "./runtimeCell.js";

/** What the build wrote into the page for one cell. */
export interface CellData {
  source: string;
  compiled: CompiledCell;
}

/** A cell that a reader sees, runs and rewrites. */
export class LiveCell {
  readonly id: string;
  readonly element: HTMLElement;
  readonly #notebook: Notebook;
  readonly #data: CellData;
  readonly #view: CellView;
  readonly #runtime: RuntimeCell;
  readonly #outputs: Outputs;
  readonly #listeners = new Set<() => void>();
  #source: string;
  /** The source whose code is in the runtime. */
  #defined: string | undefined;
  #held = false;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(notebook: Notebook, element: HTMLElement, data: CellData) {
    this.id = element.dataset.cell as string;
    this.element = element;
    this.#notebook = notebook;
    this.#data = data;
    this.#source = data.source;
    this.#view = new CellView(element, this.id, data.source, {
      input: (source) => this.#typed(source),
      run: () => void this.run().catch(() => {}), // the cell shows its own errors
      stop: () => this.stop(),
      reset: () => void this.reset(),
      completions: () => notebook.completions(this.id),
    });
    this.#outputs = new Outputs(this.#view.output, notebook.showValue);
    this.#runtime = new RuntimeCell(
      notebook.module,
      this.id,
      () => notebook.runContext(element, this.#outputs.begin()),
      {
        state: (state) => this.#setState(state),
        failed: (error, line) => this.#fail(messageOf(error), line),
        blocked: () => this.#blocked(),
        stopped: () => {
          this.#setState("idle");
          this.#view.note(words.notebook.stopped);
        },
      },
    );
  }

  get source(): string {
    return this.#source;
  }

  get state(): CellState {
    return this.#view.state;
  }

  get edited(): boolean {
    return this.#source !== this.#data.source;
  }

  get compiled(): CompiledCell | undefined {
    return this.#runtime.compiled;
  }

  /** Whether an error's stack passes through this cell's code. */
  threw(stack: string): boolean {
    return this.#runtime.address !== "" && stack.includes(this.#runtime.address);
  }

  /** Puts the cell's code into the runtime, without running it yet. */
  async prepare(): Promise<void> {
    const edit = this.#notebook.edits.get(this.id);
    if (edit && edit.source !== this.#data.source) {
      this.#source = edit.source;
      await this.#view.setSource(edit.source);
      const current = edit.originalHash === hash(this.#data.source);
      const problem = await this.#define(edit.source);
      if (problem) {
        await this.#define(this.#data.source);
        this.#showProblem(problem);
      } else if (!current) this.#view.note(words.notebook.lessonChanged);
      return;
    }
    await this.#define(this.#data.source);
  }

  /** Lets the cell run, now and when its inputs change. */
  activate(): void {
    if (!this.#held) this.#runtime.activate();
  }

  get active(): boolean {
    return this.#runtime.active;
  }

  /** Keeps the cell from running by itself until `release`, or until the reader runs it. */
  hold(reason: string): void {
    this.#held = true;
    this.#runtime.hold();
    this.#view.note(reason);
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#view.note(undefined);
    this.#runtime.release();
    this.#runtime.activate();
  }

  /**
   * Runs the cell with the source it now has.
   *
   * @returns the names it declares, with their values
   */
  async run(): Promise<Record<string, unknown>> {
    this.#held = false;
    this.#runtime.release();
    this.#notebook.touched();
    if (this.#defined === this.#source && this.state !== "error") this.#runtime.rerun();
    else {
      const problem = await this.#define(this.#source);
      if (problem) {
        this.#showProblem(problem);
        throw problem;
      }
      this.#runtime.rerun();
    }
    return this.#runtime.values();
  }

  /** Runs the cell again after the device or an import changed. */
  rerun(): void {
    if (this.active) this.#runtime.rerun();
  }

  stop(): void {
    this.#runtime.stop();
  }

  /** Takes the lesson's own source again and runs it. */
  async reset(): Promise<void> {
    clearTimeout(this.#saving);
    await this.#notebook.edits.remove(this.id);
    this.#source = this.#data.source;
    await this.#view.setSource(this.#source);
    this.#notebook.changed();
    this.#defined = undefined;
    await this.run().catch(() => {}); // the cell shows its own errors
  }

  /** Replaces the source as if the reader had typed it. */
  replace(source: string): void {
    void this.#view.setSource(source);
    this.#typed(source);
  }

  /** A name's value, from whichever cell of the page declares it. */
  value(name: string): Promise<unknown> {
    return this.#notebook.value(name);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows an error that arose outside a run, in a timer or an event handler of this cell. */
  failLater(error: unknown): void {
    this.#fail(messageOf(error));
  }

  #typed(source: string): void {
    this.#source = source;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#save(), 250);
    this.#notebook.changed();
    this.#tell();
  }

  /** Writes the edit down at once; typing does it a moment after the last key. */
  async #save(): Promise<void> {
    clearTimeout(this.#saving);
    const { edits } = this.#notebook;
    if (this.edited) await edits.set(this.id, this.#source, this.#data.source);
    else await edits.remove(this.id);
    this.#notebook.changed();
  }

  /** Compiles and defines a source; what is wrong with it comes back, and the old code stays. */
  async #define(source: string): Promise<Error | undefined> {
    if (source !== this.#data.source) void this.#save();
    try {
      const built = source === this.#data.source ? this.#data.compiled : undefined;
      const compiled = built ?? (await import("./compile.js")).compileCell(source);
      this.#notebook.refuse(this.id, compiled);
      const loaded = await loadCell(compiled.code);
      if (source !== this.#source && source !== this.#data.source) return undefined;
      this.#defined = source;
      this.#runtime.define(compiled, loaded);
      this.#notebook.defined(this.id, compiled);
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  #showProblem(problem: Error & { line?: number; column?: number }): void {
    this.#setState("error");
    this.#view.fail(messageOf(problem), problem.line, problem.column);
    this.#tell();
  }

  #fail(message: string, line?: number): void {
    this.#setState("error");
    this.#view.fail(message, line);
    this.#tell();
  }

  #blocked(): void {
    this.#setState("error");
    this.#view.fail(this.#notebook.whyBlocked(this.compiled));
    this.#tell();
  }

  #setState(state: CellState): void {
    this.#view.state = state;
    const { mark } = this.#notebook;
    if (state === "running" && this.edited) mark.set(this.id);
    else mark.clear(this.id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
