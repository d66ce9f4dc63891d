import { words } from "../words/words.js";
import { nearestName } from "./nearestName.js";

/** Everything a cell may import: each specifier with the function that loads it. */
export type Modules = Readonly<Record<string, () => Promise<object>>>;

/** An import that the page cannot give, with a sentence for the reader. */
export class ImportError extends Error {
  override name = "ImportError";
  /** The line of the cell's source that imports. */
  readonly line: number | undefined;
  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/** The table's own name for a specifier: `./lib/x.js`, `../../lib/x.js` and `lib/x.ts` are `lib/x.js`. */
export function moduleName(specifier: string): string {
  const path = specifier.replace(/^npm:/, "").replace(/^(?:\.{0,2}\/)+(?=lib\/)/, "");
  return path.startsWith("lib/") ? path.replace(/(?:\.ts|\.js)?$/, ".js") : path;
}

/** @throws ImportError unless the table has the module */
export function refuseUnknownModule(modules: Modules, specifier: string, line?: number): void {
  const name = moduleName(specifier);
  if (Object.hasOwn(modules, name)) return;
  const like = nearestName(name, Object.keys(modules));
  throw new ImportError(words.notebook.unknownModule(specifier, like), line);
}

/**
 * Loads a module for a cell.
 *
 * @param wanted the exports that the cell names
 * @param line the line of the cell's source that imports, where it is known
 * @throws ImportError when the module is unknown, cannot be loaded, or lacks an export
 */
export async function loadModule(
  modules: Modules,
  specifier: string,
  wanted: readonly string[] = [],
  line?: number,
): Promise<object> {
  refuseUnknownModule(modules, specifier, line);
  let module: object;
  try {
    module = await (modules[moduleName(specifier)] as () => Promise<object>)();
  } catch (error) {
    const why = String((error as Error).message);
    throw new ImportError(words.notebook.moduleFailed(specifier, why), line);
  }
  for (const name of wanted) {
    if (name in module) continue;
    const like = nearestName(name, Object.keys(module));
    throw new ImportError(words.notebook.missingExport(name, specifier, like), line);
  }
  return module;
}
