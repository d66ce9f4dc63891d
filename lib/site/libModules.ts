import { readdirSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { inRepository } from "./paths.js";

/** A module of `lib`, as the import graph sees it. */
export interface LibModule {
  /** Its name for cells: `lib/nn/linear.js`. */
  name: string;
  /** Bare and relative specifiers that it imports at once, types left out. */
  imports: string[];
}

const notForCells =
  /^lib\/(site|words\/en|notebook|coursework|page)\/|^lib\/compute\/wasm\/kernelBinaries/;

/** The folder whose files are AssemblyScript: compiled to WebAssembly, and no modules of the site. */
export const assemblyFolder = "lib/compute/wasm/assembly/";

/** Every TypeScript module under `lib` but declarations. */
export function libModules(): LibModule[] {
  const files = readdirSync(inRepository("lib"), { recursive: true, encoding: "utf8" });
  return files
    .map((file) => posix.join("lib", file.replaceAll("\\", "/")))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .filter((file) => !file.startsWith(assemblyFolder))
    .sort()
    .map((file) => ({
      name: file.replace(/\.ts$/, ".js"),
      imports: staticImports(readFileSync(inRepository(file), "utf8")),
    }));
}

/** The modules that a cell may import. */
export function cellModules(modules = libModules()): LibModule[] {
  return modules.filter(({ name }) => !notForCells.test(name));
}

/** Names of the modules that touch tensors, directly or through what they import. */
export function tensorModules(modules = libModules()): Set<string> {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const known = new Map<string, boolean>();
  const touches = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, false); // while its imports are looked at
    const found = (byName.get(name)?.imports ?? []).some((specifier) =>
      specifier.startsWith(".")
        ? touches(posix.join(dirname(name), specifier))
        : specifier.startsWith("@tensorflow/"),
    );
    known.set(name, found);
    return found;
  };
  return new Set(modules.map(({ name }) => name).filter(touches));
}

/** Specifiers of `import` and `export … from` statements, without `import type`. */
export function staticImports(source: string): string[] {
  const statements = source.matchAll(
    /^\s*(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s*)?["']([^"']+)["']/gm,
  );
  return [...statements].map((match) => match[1] as string);
}
