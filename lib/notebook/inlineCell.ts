import type { Variable } from "@observablehq/runtime";
import { words } from "../words/words.js";
import { loadCell } from "./cellFunction.js";
import { CellRun, messageOf } from "./cellRun.js";
import type { CompiledCell } from "./compile.js";
import { CancelledError } from "./loopGuard.js";
import type { Notebook } from "./notebook.js";
import { inlineNodes, type OutputRun } from "./outputs.js";

/** A `${…}` in the prose: computed like a cell, shown in the line, not edited. */
export class InlineCell {
  readonly element: HTMLElement;
  readonly #notebook: Notebook;
  readonly #compiled: CompiledCell;
  #variable: Variable | undefined;
  #define: (() => void) | undefined;

  constructor(notebook: Notebook, element: HTMLElement) {
    this.#notebook = notebook;
    this.element = element;
    this.#compiled = JSON.parse(element.dataset.inline as string) as CompiledCell;
  }

  async prepare(): Promise<void> {
    const loaded = await loadCell(this.#compiled.code);
    const inputs = this.#compiled.inputs;
    const output: OutputRun = {
      show: (value) => this.element.replaceChildren(...inlineNodes(value)),
      clear: () => {},
      finish: () => {},
    };
    this.#define = () => {
      this.#variable = this.#notebook.module.variable({
        rejected: (error) => this.#fail(error),
      });
      this.#variable.define(
        null,
        ["invalidation", ...inputs],
        (invalidation: Promise<void>, ...values: unknown[]) => {
          const run = new CellRun(this.#notebook.runContext(this.element, output));
          void invalidation.then(() => run.cancel());
          const named = new Map(inputs.map((name, i) => [name, values[i]]));
          delete this.element.dataset.failed;
          this.element.removeAttribute("title");
          return run.execute(loaded, this.#compiled, named);
        },
      );
    };
  }

  activate(): void {
    if (!this.#variable) this.#define?.();
  }

  #fail(error: Error): void {
    if (error instanceof CancelledError) return;
    this.element.dataset.failed = "";
    this.element.textContent = words.notebook.inlineFailed;
    this.element.title = messageOf(error);
  }
}
