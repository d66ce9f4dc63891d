import { words } from "../words/words.js";
import type { CellPort, LoadedCell } from "./cellFunction.js";
import type { CompiledCell } from "./compile.js";
import { CancelledError, loopGuard } from "./loopGuard.js";
import type { OutputRun } from "./outputs.js";

/** What a run needs of its page. */
export interface RunContext {
  element: HTMLElement;
  output: OutputRun;
  load: CellPort["load"];
  /** Makes the value of `view(element)`: a generator of the element's values. */
  input(element: Element): unknown;
}

/** One execution of one cell: cancelled by the next one, by Stop, or by a change of its inputs. */
export class CellRun {
  readonly #controller = new AbortController();
  readonly #context: RunContext;
  /** Resolves when this run's values are no longer wanted. */
  readonly invalidation: Promise<void>;

  constructor(context: RunContext) {
    this.#context = context;
    const { signal } = this.#controller;
    this.invalidation = new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  get cancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  cancel(): void {
    this.#controller.abort();
  }

  /**
   * Runs the cell's function; a cancelled run rejects at once, even if the function never returns.
   *
   * @param values the cell's inputs from other cells, by name
   */
  async execute(
    { run }: LoadedCell,
    { inputs }: CompiledCell,
    values: ReadonlyMap<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const { element, output, load, input } = this.#context;
    const display = (value: unknown) => {
      if (!this.cancelled) output.show(value);
      return value;
    };
    const own = new Map<string, unknown>([
      ["display", display],
      [
        "view",
        (control: unknown) => {
          if (control instanceof Element) return input(display(control) as Element);
          throw new TypeError(words.notebook.viewNeedsControl(describe(control)));
        },
      ],
      ["invalidation", this.invalidation],
      ["visibility", this.#visibility(element)],
    ]);
    const port: CellPort = {
      tick: loopGuard(this.#controller.signal),
      load: (specifier, wanted, line) =>
        load(String(specifier), Array.isArray(wanted) ? wanted : [], line), // `import(…, {with: …})`
      show: (value) => this.#show(value),
    };
    const cancelled = this.invalidation.then(() => {
      throw new CancelledError();
    });
    const given = inputs.map((name) => (own.has(name) ? own.get(name) : values.get(name)));
    const exports = await Promise.race([run(port, ...given), cancelled]);
    output.finish();
    return exports;
  }

  /** Shows an expression's value; a generator's values replace one another. */
  async #show(promise: unknown): Promise<Record<string, unknown>> {
    const value = await promise;
    const { output } = this.#context;
    if (!isGenerator(value)) {
      if (value !== undefined) output.show(value);
      return {};
    }
    void this.invalidation.then(() => value.return?.(undefined));
    for await (const next of value as AsyncIterable<unknown>) {
      if (this.cancelled) break;
      output.clear();
      output.show(next);
      await new Promise(requestAnimationFrame);
    }
    return {};
  }

  #visibility(element: HTMLElement): (value: unknown) => Promise<unknown> {
    return (value) =>
      new Promise((resolve) => {
        const observer = new IntersectionObserver(([entry]) => {
          if (!entry?.isIntersecting) return;
          observer.disconnect();
          resolve(value);
        });
        observer.observe(element);
        void this.invalidation.then(() => observer.disconnect());
      });
  }
}

/** Whether a value is a generator, which a cell's dependants follow value by value. */
export function isGenerator(value: unknown): value is Generator | AsyncGenerator {
  try {
    const made = (value ?? {}) as Partial<Generator & AsyncGenerator>;
    return (
      looksLikeGenerator(value) && Boolean(made[Symbol.iterator] ?? made[Symbol.asyncIterator])
    );
  } catch {
    return false; // a value that refuses to be looked at
  }
}

/** Whether Observable's runtime would take a value for a generator, which it need not be. */
export function looksLikeGenerator(value: unknown): boolean {
  try {
    const { next, return: end } = (value ?? {}) as Partial<Generator>;
    return typeof next === "function" && typeof end === "function";
  } catch {
    return false; // a value that refuses to be looked at
  }
}

/** Longer messages would keep the page busy with their layout. */
const messageLimit = 1000;

/** What tfjs says of an operation that a device's backend does not have. */
const noKernel = /^Kernel '(\w+)' not registered for backend '(\w+)'/;

/** What an error says at its cell, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (!isError(error)) return words.notebook.threw(describe(error));
  const plain = /^(CellSyntax|Import|Loop|Shape|Data|Runtime)?Error$/; // each says what it is
  const { name, message } = error;
  // The browser's own sentence goes on with the whole policy.
  if (name === "EvalError" && /\bCSP\b|Content Security Policy|unsafe-eval/.test(message)) {
    return `${name}: ${words.notebook.noEval}`;
  }
  const [, kernel, backend = ""] = noKernel.exec(message) ?? [];
  if (kernel !== undefined) {
    const devices: Readonly<Record<string, string>> = words.compute.device;
    return words.notebook.noKernel(kernel, devices[backend] ?? backend);
  }
  if (`${message}` === "") return shorten(name);
  return shorten(plain.test(name) ? `${message}` : `${name}: ${message}`);
}

/** Whether something thrown is an error whose name and message can be read. */
function isError(error: unknown): error is Error {
  try {
    return error instanceof Error && `${error.name}${error.message}` !== undefined;
  } catch {
    return false;
  }
}

function describe(value: unknown): string {
  if (typeof value === "string") return `“${shorten(value)}”`;
  if (typeof value === "function") return typeof value; // its text has the loop guard's calls in it
  for (const write of [JSON.stringify, String]) {
    try {
      const text = write(value);
      if (text !== undefined) return shorten(text);
    } catch {} // it refuses to be written, or is one of a kind that JSON does not know
  }
  return typeof value;
}

function shorten(text: string): string {
  return text.length > messageLimit ? `${text.slice(0, messageLimit)}…` : text;
}
