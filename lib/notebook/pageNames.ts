import { words } from "../words/words.js";
import { CellSyntaxError } from "./cellSyntaxError.js";
import type { CompiledCell } from "./compile.js";
import { browserNames, builtinNames, givenNames } from "./globals.js";
import { type Modules, refuseUnknownModule } from "./modules.js";
import { nearestName } from "./nearestName.js";

/** Which cell of a page declares which name, and what is wrong with a cell among the others. */
export class PageNames {
  readonly #modules: Modules;
  readonly #builtins: object;
  readonly #cells = new Map<string, CompiledCell>();

  /** @param builtins has the names that cells find without a cell that declares them */
  constructor(modules: Modules, builtins: object) {
    this.#modules = modules;
    this.#builtins = builtins;
  }

  /** Takes note of the code that a cell now has. */
  take(id: string, compiled: CompiledCell): void {
    this.#cells.set(id, compiled);
  }

  /** The cell that declares a name. */
  ownerOf(name: string): string | undefined {
    for (const [id, { outputs }] of this.#cells) if (outputs.includes(name)) return id;
    return undefined;
  }

  /** The cells whose names a cell uses. */
  needs(id: string): string[] {
    const owners = this.#cells.get(id)?.inputs.map((name) => this.ownerOf(name)) ?? [];
    return owners.filter((owner) => owner !== undefined);
  }

  /** Every name that a cell declares, with that cell. */
  declared(): { name: string; owner: string }[] {
    return [...this.#cells].flatMap(([owner, { outputs }]) =>
      outputs.map((name) => ({ name, owner })),
    );
  }

  /** @throws CellSyntaxError or ImportError if the page cannot take the code for this cell */
  refuse(id: string, compiled: CompiledCell): void {
    const { inputs, outputs, imports, lines } = compiled;
    const refuseName = (sentence: string, name: string) => {
      throw new CellSyntaxError(sentence, lines.names[name] ?? 1);
    };
    for (const specifier of imports) {
      refuseUnknownModule(this.#modules, specifier, lines.imports[specifier]);
    }
    const others = new Map([...this.#cells].filter(([other]) => other !== id));
    for (const [other, cell] of others) {
      const name = outputs.find((output) => cell.outputs.includes(output));
      if (name) refuseName(words.notebook.duplicate(name, other), name);
    }
    const circle = circleThrough(compiled, [...others.values()]);
    if (circle) refuseName(words.notebook.circular(circle), circle[1] as string);
    const unknown = inputs.find((name) => {
      const owner = this.ownerOf(name);
      return (owner === undefined || owner === id) && !this.#isGiven(name);
    });
    if (unknown) refuseName(this.unknown(unknown), unknown);
  }

  /** Whether a name comes from a cell or from the page itself. */
  isKnown(name: string): boolean {
    return this.ownerOf(name) !== undefined || this.#isGiven(name);
  }

  /** What a reader is told of a name that nothing declares. */
  unknown(name: string): string {
    const declared = this.declared().map((each) => each.name);
    const others = [...declared, ...builtinNames, ...browserNames].filter((each) => each !== name);
    return words.notebook.unknown(name, nearestName(name, others));
  }

  #isGiven(name: string): boolean {
    return givenNames.has(name) || Object.hasOwn(this.#builtins, name);
  }
}

/** The names on a way from a cell's inputs through other cells back to one of its outputs. */
function circleThrough(
  { inputs, outputs }: CompiledCell,
  others: readonly CompiledCell[],
): string[] | undefined {
  const visited = new Set<CompiledCell>();
  const search = (name: string, path: string[]): string[] | undefined => {
    if (outputs.includes(name)) return [...path, name];
    const owner = others.find((cell) => cell.outputs.includes(name));
    if (!owner || visited.has(owner)) return undefined;
    visited.add(owner);
    for (const next of owner.inputs) {
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
