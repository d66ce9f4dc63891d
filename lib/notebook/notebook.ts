import { Runtime, type Module as RuntimeModule } from "@observablehq/runtime";
import { words } from "../words/words.js";
import { stackOf } from "./cellFunction.js";
import type { RunContext } from "./cellRun.js";
import type { ApiIndex, CompletionSources, NameInScope } from "./completion.js";
import type { Edits } from "./edits.js";
import { endless } from "./followed.js";
import { builtinNames, reservedNames } from "./globals.js";
import { InlineCell } from "./inlineCell.js";
import { type CellData, LiveCell } from "./liveCell.js";
import { CancelledError } from "./loopGuard.js";
import { loadModule, type Modules, moduleName } from "./modules.js";
import type { OutputRun, ShowValue } from "./outputs.js";
import { PageNames } from "./pageNames.js";
import { refuseTextTimers } from "./refuseTextTimers.js";
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

/** Of the ten frames that V8 keeps, an error deep in a library leaves none for the cell's own line. */
const stackFrames = 100;

/** A page's live cells, in one Observable runtime. */
export class Notebook {
  readonly page: string;
  readonly module: RuntimeModule;
  readonly names: PageNames;
  readonly edits: Edits;
  readonly mark: RunningMark;
  readonly showValue: ShowValue;
  readonly #options: NotebookOptions;
  readonly #cells = new Map<string, LiveCell>();
  readonly #inline: InlineCell[] = [];
  readonly #listeners = new Set<() => void>();
  #touched: (() => void) | undefined;

  constructor(options: NotebookOptions) {
    Error.stackTraceLimit = stackFrames;
    refuseTextTimers();
    this.#options = options;
    this.page = options.page;
    this.edits = options.edits;
    this.showValue = options.showValue;
    this.mark = runningMark(options.page);
    this.names = new PageNames(options.modules, options.builtins);
    this.module = new Runtime(options.builtins, (name) => {
      throw new Error(this.names.unknown(name));
    }).module();
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
    const propose = async (cell: LiveCell) => this.names.take(cell.id, await cell.propose());
    await Promise.all(this.cells.map(propose));
    // Edits that fit only together, such as two names exchanged, are judged together.
    while (this.cells.some((cell) => cell.edited && this.#refuses(cell)));
    await Promise.all([...this.cells, ...this.#inline].map((cell) => cell.prepare()));
    addEventListener("error", (event) => this.#strayError(event, event.error));
    addEventListener("unhandledrejection", (event) => this.#strayError(event, event.reason));
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
    const edited = this.cells.filter((cell) => cell.edited);
    for (const cell of edited) this.names.take(cell.id, cell.original);
    await Promise.all(edited.map((cell) => cell.reset()));
  }

  /** Whether the reader changed a cell or one that it needs, near or far. */
  isChanged(id: string, seen = new Set<string>()): boolean {
    if (seen.has(id)) return false;
    seen.add(id);
    if (this.cell(id)?.edited) return true;
    return this.names.needs(id).some((each) => this.isChanged(each, seen));
  }

  /** A name's value, from whichever cell declares it. */
  value(name: string): Promise<unknown> {
    return this.module.value(name);
  }

  load(specifier: string, wanted?: readonly string[], line?: number): Promise<object> {
    return loadModule(this.#options.modules, specifier, wanted, line);
  }

  runContext(element: HTMLElement, output: OutputRun): RunContext {
    return {
      element,
      output,
      load: (specifier, wanted, line) => this.load(specifier, wanted, line),
      input: (control) => {
        const values = this.#options.inputValues(control);
        endless.add(values);
        return values;
      },
    };
  }

  /** Which input keeps a cell from running. */
  whyBlocked(inputs: readonly string[]): string {
    const missing = inputs.find((name) => !this.names.isKnown(name));
    if (missing !== undefined) return this.names.unknown(missing);
    for (const name of inputs) {
      const state = this.cell(this.names.ownerOf(name) ?? "")?.state;
      if (state === "error") return words.notebook.upstream(name);
      if (state === "idle") return words.notebook.upstreamStopped(name);
    }
    return words.notebook.upstream(inputs[0] ?? "");
  }

  completions(id: string): CompletionSources {
    return {
      names: () => [
        ...this.names
          .declared()
          .filter(({ owner }) => owner !== id)
          .map(({ name, owner }) => this.#nameInScope(name, owner)),
        ...[...builtinNames, ...reservedNames].map((name) => ({ name, kind: "builtin" })),
      ],
      api: () => this.#options.api(),
    };
  }

  /** What the editor says of a name: the cell that declares it, and the module it came from. */
  #nameInScope(name: string, owner: string): NameInScope {
    const { origins = {} } = this.cell(owner)?.compiled ?? {};
    const origin = Object.hasOwn(origins, name) ? origins[name] : undefined;
    if (!origin) return { name, kind: "cell", detail: owner };
    const module = moduleName(origin.module);
    return { name, kind: origin.whole ? "namespace" : "cell", detail: owner, module };
  }

  /** Whether a cell's proposal does not fit the others'; it then goes back to the lesson's own. */
  #refuses(cell: LiveCell): boolean {
    const { proposal } = cell;
    if (proposal === cell.original) return false;
    try {
      this.names.refuse(cell.id, proposal);
      return false;
    } catch (problem) {
      this.names.take(cell.id, cell.refuse(problem as Error));
      return true;
    }
  }

  #strayError(event: Event, error: unknown): void {
    // What an earlier run left in a timer ends here, and nobody need know.
    if (error instanceof CancelledError) {
      event.preventDefault();
      return;
    }
    const stack = stackOf(error);
    this.cells.find((cell) => cell.threw(stack))?.failLater(error);
  }
}

function readData(element: HTMLElement): CellData {
  const data = element.querySelector(":scope > script[type='application/json']");
  return JSON.parse(data?.textContent ?? "{}") as CellData;
}
