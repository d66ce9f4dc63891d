import type { Module as RuntimeModule, Variable } from "@observablehq/runtime";
import { type LoadedCell, lineOfError } from "./cellFunction.js";
import { CellRun, type RunContext } from "./cellRun.js";
import type { CompiledCell } from "./compile.js";
import { failures, followed, isWork } from "./followed.js";
import { givenNames } from "./globals.js";
import { CancelledError, LoopError } from "./loopGuard.js";
import { ImportError } from "./modules.js";

export type CellState = "idle" | "pending" | "running" | "done" | "error";

/** What a cell tells the page about itself. */
export interface CellEvents {
  state(state: CellState): void;
  /** The cell's own code failed, at a line of its source if that is known. */
  failed(error: unknown, line: number | undefined): void;
  /** Nothing ran, because an input of the cell failed. */
  blocked(): void;
  stopped(): void;
}

/**
 * A cell in the page's Observable runtime: one variable that runs it and one per name it declares.
 * Built cells and edited cells are the same here: both arrive through `define`.
 */
export class RuntimeCell {
  readonly #module: RuntimeModule;
  readonly #name: string;
  readonly #events: CellEvents;
  readonly #context: () => RunContext;
  readonly #body: Variable;
  #outputs: Variable[] = [];
  #watchers: Variable[] = [];
  #run: CellRun | undefined;
  #address = "";
  #following = 0;
  #finished = false;
  #stopped = false;
  #held: { until: Promise<void>; release(): void } | undefined;
  compiled: CompiledCell | undefined;
  #loaded: LoadedCell | undefined;

  constructor(module: RuntimeModule, id: string, context: () => RunContext, events: CellEvents) {
    this.#module = module;
    this.#name = `cell ${id}`;
    this.#context = context;
    this.#events = events;
    this.#body = module.variable();
  }

  get active(): boolean {
    return this.#watchers.length > 0;
  }

  /** The address by which error stacks name the cell's present code. */
  get address(): string {
    return this.#address;
  }

  /** Replaces the cell's code. It runs once it, or a cell that needs it, is active. */
  define(compiled: CompiledCell, loaded: LoadedCell): void {
    const wasActive = this.active;
    this.#run?.cancel();
    this.#unwatch();
    for (const output of this.#outputs) output.delete();
    this.compiled = compiled;
    this.#loaded = loaded;
    this.#address = loaded.address;
    this.#defineBody();
    this.#outputs = compiled.outputs.map((name) =>
      this.#module
        .variable()
        .define(name, [this.#name], (exports: Record<string, unknown>) =>
          this.#follow(exports[name]),
        ),
    );
    if (wasActive) this.activate();
  }

  /** Runs the cell now and whenever its inputs change. */
  activate(): void {
    if (this.active || !this.compiled) return;
    const { state } = this.#events;
    const cell = this.#module.variable({
      pending: () => this.#stopped || this.#held || this.#working() || state("pending"),
      fulfilled: () => this.#working() || state(this.#following > 0 ? "running" : "done"),
      rejected: () => {
        const ownFault = this.#stopped || (this.#run && !this.#run.cancelled);
        if (!ownFault) this.#events.blocked();
      },
    });
    this.#watchers = [cell.define([this.#name], () => undefined)];
    for (const name of this.compiled.outputs) {
      const output = this.#module.variable({
        rejected: (error: Error) => this.#outputFailed(error),
      });
      this.#watchers.push(output.define([name], () => undefined));
    }
  }

  /** Runs the cell again from the start, with the code it has. */
  rerun(): void {
    if (!this.compiled) return;
    this.#run?.cancel();
    this.#run = undefined;
    this.#defineBody();
    this.activate();
  }

  /** Keeps the cell from running, even for a cell that needs it, until `release`. */
  hold(): void {
    if (this.#held) return;
    let release = () => {};
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#held = { until, release };
  }

  release(): void {
    this.#held?.release();
    this.#held = undefined;
  }

  /** Cancels what the cell is doing; its dependants wait until it runs again. */
  stop(): void {
    this.#stopped = true;
    this.#run?.cancel();
    this.#body.define(this.#name, [], () => {
      throw new CancelledError();
    });
    this.#events.stopped();
  }

  /** The names the cell declares, with the values that its dependants see. */
  async values(): Promise<Record<string, unknown>> {
    await this.#module.value(this.#name);
    const names = this.compiled?.outputs ?? [];
    const values = await Promise.all(names.map((name) => this.#module.value(name)));
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  }

  #unwatch(): void {
    for (const watcher of this.#watchers) watcher.delete();
    this.#watchers = [];
  }

  #defineBody(): void {
    const { compiled, loaded } = { compiled: this.compiled, loaded: this.#loaded };
    if (!compiled || !loaded) return;
    const inputs = compiled.inputs.filter((name) => !givenNames.has(name));
    this.#run = undefined;
    this.#stopped = false;
    this.#body.define(
      this.#name,
      ["invalidation", ...inputs],
      (invalidation: Promise<void>, ...values: unknown[]) => {
        const named = new Map(inputs.map((name, i) => [name, values[i]]));
        return this.#execute(compiled, loaded, invalidation, named);
      },
    );
  }

  async #execute(
    compiled: CompiledCell,
    loaded: LoadedCell,
    invalidation: Promise<void>,
    values: ReadonlyMap<string, unknown>,
  ): Promise<Record<string, unknown>> {
    this.#run?.cancel();
    const run = new CellRun(this.#context());
    this.#run = run;
    this.#following = 0;
    this.#finished = false;
    void invalidation.then(() => run.cancel());
    if (this.#held) await Promise.race([this.#held.until, run.invalidation]);
    if (!run.cancelled) this.#events.state("running");
    try {
      const exports = await run.execute(loaded, compiled, values);
      if (this.#run === run && !run.cancelled) this.#events.state("done");
      return exports;
    } catch (error) {
      if (this.#run === run && !run.cancelled) this.#fail(error);
      throw error;
    } finally {
      if (this.#run === run) this.#finished = true;
    }
  }

  #working(): boolean {
    return this.#run !== undefined && !this.#run.cancelled && !this.#finished;
  }

  /** The line of the cell's source at which an error arose; a loop's error says its own. */
  lineOf(error: unknown): number | undefined {
    if (error instanceof LoopError) return undefined;
    if (error instanceof ImportError && error.line !== undefined) return error.line;
    return lineOfError(error, this.#address);
  }

  #fail(error: unknown): void {
    this.#events.failed(error, this.lineOf(error));
  }

  /** While an output's value is a generator or a promise, the cell counts as running. */
  #follow(value: unknown): unknown {
    const run = this.#run;
    if (!run) return value;
    if (!isWork(value)) return followed(value, run, () => {});
    const events = this.#events;
    const ended = () => {
      if (--this.#following === 0 && this.#run === run && !run.cancelled) events.state("done");
    };
    this.#following++;
    events.state("running");
    return followed(value, run, ended);
  }

  #outputFailed(error: Error): void {
    const run = this.#run;
    if (!run || run.cancelled || error instanceof CancelledError) return;
    const cause = failures.get(run);
    if (cause !== undefined) this.#fail(cause);
  }
}
