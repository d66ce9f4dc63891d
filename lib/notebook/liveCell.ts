import { words } from "../words/words.js";
import { loadCell } from "./cellFunction.js";
import { messageOf } from "./cellRun.js";
import { CellView } from "./cellView.js";
import type { CompiledCell } from "./compile.js";
import type { Notebook } from "./notebook.js";
import { Outputs } from "./outputs.js";
import { type CellState, RuntimeCell } from "./runtimeCell.js";
import { SavedSource } from "./savedSource.js";

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
  readonly #source: SavedSource;
  /** What `prepare` will define. */
  #proposal: CellData;
  /** The source whose code is in the runtime. */
  #defined: string | undefined;
  /** Counts what the reader asks of the cell: an answer to an earlier wish comes too late. */
  #turn = 0;
  #failedLater = false;
  /** Why the runtime does not have the present source. */
  #problem: Error | undefined;
  #held = false;

  constructor(notebook: Notebook, element: HTMLElement, data: CellData) {
    this.id = element.dataset.cell as string;
    this.element = element;
    this.#notebook = notebook;
    this.#data = data;
    this.#source = new SavedSource(this.id, notebook.edits, data.source, () => this.#edited());
    this.#proposal = data;
    this.#view = new CellView(element, this.id, data.source, {
      input: (source) => this.#source.type(source),
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
        blocked: () => this.#fail(notebook.whyBlocked(this.compiled?.inputs ?? [])),
        stopped: () => {
          this.#setState("idle");
          this.#view.note(words.notebook.stopped);
        },
      },
    );
  }

  get source(): string {
    return this.#source.text;
  }

  get state(): CellState {
    return this.#view.state;
  }

  get edited(): boolean {
    return this.#source.edited;
  }

  /** The code that the lesson came with. */
  get original(): CompiledCell {
    return this.#data.compiled;
  }

  /** The code that `prepare` will define. */
  get proposal(): CompiledCell {
    return this.#proposal.compiled;
  }

  get compiled(): CompiledCell | undefined {
    return this.#runtime.compiled;
  }

  /** Whether an error's stack passes through this cell's code. */
  threw(stack: string): boolean {
    return this.#runtime.address !== "" && stack.includes(this.#runtime.address);
  }

  /** Reads the reader's edit, and tells the code that the cell would like to have. */
  async propose(): Promise<CompiledCell> {
    if (!this.edited) return this.original;
    await this.#view.setSource(this.source);
    this.#view.standing = this.#source.outdated ? words.notebook.lessonChanged : undefined;
    try {
      this.#proposal = await this.#compile(this.source);
    } catch (problem) {
      this.refuse(problem as Error);
    }
    return this.#proposal.compiled;
  }

  /** Says what is wrong with the reader's source, and keeps to the lesson's own code. */
  refuse(problem: Error): CompiledCell {
    this.#proposal = this.#data;
    this.#showProblem(problem);
    return this.original;
  }

  /** Puts the proposed code into the runtime, without running it yet. */
  async prepare(): Promise<void> {
    const { source, compiled } = this.#proposal;
    try {
      this.#runtime.define(compiled, await loadCell(compiled.code));
      this.#defined = source;
    } catch (problem) {
      // This browser does not know syntax that the compiler knows.
      if (compiled === this.original) return this.#showProblem(problem as Error);
      this.#notebook.names.take(this.id, this.refuse(problem as Error));
      await this.prepare();
    }
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
    await this.#start();
    return this.#runtime.values();
  }

  /** Runs the cell again after the device or an import changed. */
  rerun(): void {
    if (this.active) this.#runtime.rerun();
  }

  stop(): void {
    this.#turn++;
    this.#runtime.stop();
  }

  /** Takes the lesson's own source again and starts it. */
  async reset(): Promise<void> {
    await Promise.all([this.#source.reset(), this.#view.setSource(this.source)]);
    this.#defined = undefined;
    await this.#start().catch(() => {}); // the cell shows its own errors
  }

  /** Replaces the source as if the reader had typed it. */
  replace(source: string): void {
    void this.#view.setSource(source);
    this.#source.type(source);
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
    this.#failedLater = true;
    this.#fail(messageOf(error), this.#runtime.lineOf(error));
  }

  #edited(): void {
    this.#view.standing = this.#source.outdated ? words.notebook.lessonChanged : undefined;
    this.#notebook.changed();
    this.#tell();
  }

  /** Brings the reader's source into the runtime and runs it; the old code stays if it is refused. */
  async #start(): Promise<void> {
    const turn = ++this.#turn;
    const { source } = this;
    this.#problem = undefined;
    this.#held = false;
    this.#runtime.release();
    this.#notebook.touched();
    if (this.#defined === source && this.state !== "error") return this.#runtime.rerun();
    if (this.edited) void this.#source.save();
    this.#setState("pending");
    try {
      const { compiled } = await this.#compile(source);
      const loaded = await loadCell(compiled.code);
      if (turn !== this.#turn) return;
      this.#notebook.names.refuse(this.id, compiled);
      this.#defined = source;
      this.#notebook.names.take(this.id, compiled);
      this.#runtime.define(compiled, loaded);
      this.#runtime.rerun();
    } catch (problem) {
      if (turn === this.#turn) this.#showProblem(problem as Error);
      throw problem;
    }
  }

  async #compile(source: string): Promise<CellData> {
    if (source === this.#data.source) return this.#data;
    const { compileCell } = await import("./compile.js");
    return { source, compiled: compileCell(source) };
  }

  #showProblem(problem: Error & { line?: number; column?: number }): void {
    this.#problem = problem;
    this.#setState("error");
    this.#view.fail(messageOf(problem), problem.line, problem.column);
    this.#tell();
  }

  #fail(message: string, line?: number): void {
    if (this.#problem) return;
    this.#setState("error");
    this.#view.fail(message, line);
    this.#tell();
  }

  #setState(state: CellState): void {
    const { mark } = this.#notebook;
    if (state === "running" && this.#notebook.isChanged(this.id)) mark.set(this.id);
    else mark.clear(this.id);
    if (state === "running") this.#failedLater = false;
    // The last good code goes on running; what the reader sees is what is wrong with the present one.
    if (this.#problem && state !== "error") return;
    if (this.#failedLater && state === "done") return; // a callback failed before its cell had ended
    this.#view.state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
