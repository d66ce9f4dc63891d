import { Runtime, type Module as RuntimeModule } from "@observablehq/runtime";
import { words } from "../words/words.js";
import type { RunContext } from "./cellRun.js";
import { CellSyntaxError } from "./cellSyntaxError.js";
import type { CompiledCell } from "./compile.js";
import type { ApiIndex, CompletionSources, NameInScope } from "./completion.js";
import type { Edits } from "./edits.js";
import { browserNames, builtinNames } from "./globals.js";
import { InlineCell } from "./inlineCell.js";
import { type CellData, LiveCell } from "./liveCell.js";
import { loadModule, type Modules, moduleName, refuseUnknownModule } from "./modules.js";
import { nearestName } from "./nearestName.js";
import type { OutputRun, ShowValue } from "./outputs.js";
import { endless } from "./runtimeCell.js";
import { type RunningMark, runningMark } from "./storedMark.js";

export interface NotebookOptions {
  /** The element that holds the cells. */
  root: HTMLElement;
  /** The page's path, under which edits are kept. */
  page: string;
  modules: Modules;
  /** Names that cells find without importing them, each made when a cell first asks for it. */
  builtins: Record<string, unknown>;
  /** The values of a form control as it is used: Observable's `Generators.input`. */
  inputValues(control: Element): object;
  edits: Edits;
  showValue: ShowValue;
  /** The exports of `lib`, for the editor. */
  api(): Promise<ApiIndex>;
}

/** A page's live cells, in one Observable runtime. */
export class Notebook {
  readonly page: string;
  readonly module: RuntimeModule;
  readonly edits: Edits;
  readonly mark: RunningMark;
  readonly showValue: ShowValue;
  readonly #options: NotebookOptions;
  readonly #cells = new Map<string, LiveCell>();
  readonly #inline: InlineCell[] = [];
  /** Which cell declares a name. */
  readonly #owners = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #touched: (() => void) | undefined;

  constructor(options: NotebookOptions) {
    this.#options = options;
    this.page = options.page;
    this.edits = options.edits;
    this.showValue = options.showValue;
    this.mark = runningMark(options.page);
    this.module = new Runtime(options.builtins, () => undefined).module();
    for (const element of options.root.querySelectorAll<HTMLElement>("[data-cell]")) {
      const cell = new LiveCell(this, element, readData(element));
      this.#cells.set(cell.id, cell);
    }
    for (const element of options.root.querySelectorAll<HTMLElement>("[data-inline]")) {
      this.#inline.push(new InlineCell(this, element));
    }
  }

  get cells(): LiveCell[] {
    return [...this.#cells.values()];
  }

  cell(id: string): LiveCell | undefined {
    return this.#cells.get(id);
  }

  /** Defines every cell, edits included; none runs yet. */
  async prepare(): Promise<void> {
    await Promise.all([...this.cells, ...this.#inline].map((cell) => cell.prepare()));
    addEventListener("error", ({ error }) => this.#strayError(error));
    addEventListener("unhandledrejection", ({ reason }) => this.#strayError(reason));
  }

  /** Cells and inline expressions in the order of the page, for whoever decides when they run. */
  get inPageOrder(): { element: HTMLElement; activate(): void }[] {
    const after = (a: Node, b: Node) =>
      a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_PRECEDING;
    return [...this.cells, ...this.#inline].sort((a, b) => (after(a.element, b.element) ? 1 : -1));
  }

  /** Called when the reader runs something by hand. */
  onTouched(listener: () => void): void {
    this.#touched = listener;
  }

  touched(): void {
    this.#touched?.();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  rerunAll(): void {
    for (const cell of this.cells) cell.rerun();
  }

  async resetAll(): Promise<void> {
    for (const cell of this.cells) if (cell.edited) await cell.reset();
  }

  /** A name's value, from whichever cell declares it. */
  value(name: string): Promise<unknown> {
    return this.module.value(name);
  }

  load(specifier: string, wanted?: readonly string[]): Promise<object> {
    return loadModule(this.#options.modules, specifier, wanted);
  }

  runContext(element: HTMLElement, output: OutputRun): RunContext {
    return {
      element,
      output,
      load: (specifier, wanted) => this.load(specifier, wanted),
      input: (control) => {
        const values = this.#options.inputValues(control);
        endless.add(values);
        return values;
      },
    };
  }

  /** @throws CellSyntaxError or ImportError if the page cannot take the cell as it stands */
  refuse(id: string, { inputs, outputs, imports }: CompiledCell): void {
    for (const specifier of imports) refuseUnknownModule(this.#options.modules, specifier);
    for (const name of outputs) {
      const owner = this.#owners.get(name);
      if (owner !== undefined && owner !== id) {
        throw new CellSyntaxError(words.notebook.duplicate(name, owner), 1);
      }
    }
    const circle = this.#circle(id, inputs, new Set(outputs));
    if (circle) throw new CellSyntaxError(words.notebook.circular(circle), 1);
    const unknown = inputs.find((name) => !this.#known(name));
    if (unknown !== undefined && this.#complete) {
      const like = nearestName(unknown, [...this.#names(), ...browserNames]);
      throw new CellSyntaxError(words.notebook.unknown(unknown, like), 1);
    }
  }

  /** Takes note of the names that a cell now declares. */
  defined(id: string, { outputs }: CompiledCell): void {
    for (const [name, owner] of this.#owners) if (owner === id) this.#owners.delete(name);
    for (const name of outputs) this.#owners.set(name, id);
  }

  /** Which input keeps a cell from running. */
  whyBlocked(compiled: CompiledCell | undefined): string {
    for (const name of compiled?.inputs ?? []) {
      const owner = this.cell(this.#owners.get(name) ?? "");
      if (owner?.state === "error") return words.notebook.upstream(name);
      if (owner?.state === "idle") return words.notebook.upstreamStopped(name);
      if (!owner && !this.#known(name)) {
        return words.notebook.unknown(name, nearestName(name, this.#names()));
      }
    }
    return words.notebook.upstream(compiled?.inputs[0] ?? "");
  }

  completions(id: string): CompletionSources {
    return {
      names: () => [
        ...[...this.#owners]
          .filter(([, owner]) => owner !== id)
          .map(([name, owner]) => this.#nameInScope(name, owner)),
        ...builtinNames.map((name) => ({ name, kind: "builtin" })),
        ...["display", "view", "invalidation"].map((name) => ({ name, kind: "builtin" })),
      ],
      api: () => this.#options.api(),
    };
  }

  /** What the editor says of a name: the cell that declares it, and the module it came from. */
  #nameInScope(name: string, owner: string): NameInScope {
    const origin = this.cell(owner)?.compiled?.origins[name];
    if (!origin) return { name, kind: "cell", detail: owner };
    const module = moduleName(origin.module);
    return { name, kind: origin.whole ? "namespace" : "cell", detail: owner, module };
  }

  /** Whether every cell of the page has been defined once, so that names are known. */
  get #complete(): boolean {
    return this.cells.every((cell) => cell.compiled !== undefined);
  }

  #known(name: string): boolean {
    const given = ["display", "view", "invalidation", "visibility"];
    return (
      this.#owners.has(name) || Object.hasOwn(this.#options.builtins, name) || given.includes(name)
    );
  }

  #names(): string[] {
    return [...this.#owners.keys(), ...builtinNames];
  }

  /** The names on a way from a cell's inputs back to one of its own outputs. */
  #circle(
    id: string,
    inputs: readonly string[],
    outputs: ReadonlySet<string>,
  ): string[] | undefined {
    const visited = new Set<string>();
    const search = (name: string, path: string[]): string[] | undefined => {
      if (outputs.has(name)) return [...path, name];
      const owner = this.#owners.get(name);
      if (owner === undefined || owner === id || visited.has(owner)) return undefined;
      visited.add(owner);
      for (const next of this.cell(owner)?.compiled?.inputs ?? []) {
        const found = search(next, [...path, name]);
        if (found) return found;
      }
      return undefined;
    };
    for (const name of inputs) {
      const found = search(name, []);
      if (found) return [found.at(-1) as string, ...found];
    }
    return undefined;
  }

  #strayError(error: unknown): void {
    const stack = error instanceof Error ? (error.stack ?? "") : "";
    this.cells.find((cell) => cell.threw(stack))?.failLater(error);
  }
}

function readData(element: HTMLElement): CellData {
  const data = element.querySelector(":scope > script[type='application/json']");
  return JSON.parse(data?.textContent ?? "{}") as CellData;
}
