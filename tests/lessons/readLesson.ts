import { readFileSync } from "node:fs";
import type { CellPort } from "../../lib/notebook/cellFunction.js";
import { type CompiledCell, compileCell } from "../../lib/notebook/compile.js";
import { inRepository } from "../../lib/site/paths.js";

/** A lesson's Markdown, taken apart for tests. */
export interface Lesson {
  markdown: string;
  cells: Map<string, LessonCell>;
}

export interface LessonCell {
  id: string;
  source: string;
  /** Whether the page shows its code from the start. */
  shown: boolean;
  compiled: CompiledCell;
}

/** Reads a lesson and compiles its live cells. */
export function readLesson(path: string): Lesson {
  const markdown = readFileSync(inRepository(`lessons/${path}.md`), "utf8");
  const cells = new Map<string, LessonCell>();
  for (const [, info = "", text = ""] of markdown.matchAll(/^```ts ([^\n]*)\n([\s\S]*?)^```$/gm)) {
    const id = /\bid=(\S+)/.exec(info)?.[1];
    if (!id) continue;
    if (cells.has(id)) throw new Error(`${path}: two cells are called ${id}`);
    const source = text.trimEnd();
    cells.set(id, { id, source, shown: /\becho\b/.test(info), compiled: compileCell(source) });
  }
  return { markdown, cells };
}

/** The code in an exercise's solution. */
export function solutionOf({ markdown }: Lesson, exercise: string): string {
  const from = markdown.indexOf(`data-exercise="${exercise}"`);
  const section = markdown.slice(from, markdown.indexOf("</section>", from));
  const solution = /class="solution"[\s\S]*?^```ts run=false\n([\s\S]*?)^```$/m.exec(section)?.[1];
  if (from < 0 || solution === undefined) throw new Error(`no solution for ${exercise}`);
  return solution.trimEnd();
}

/** Everything in `lib` that a cell may import and that runs without a page. */
const modules = import.meta.glob([
  "../../lib/{autograd,compress,data,figures,files,models,nn,optim,tensor,train,words}/**/*.ts",
  "!**/*.d.ts",
]);

/** Names that a test gives in place of the page's own, and what has been computed so far. */
export type Names = Map<string, unknown>;

/**
 * Runs a cell, and before it, once, the page's cells that it takes names from.
 *
 * @param source the cell's code, or what a learner wrote in its place
 * @param names what the page gives by other means, such as `invalidation`; results are added to it
 * @returns the names that the cell declares; what it displays is dropped
 */
export async function runCell(
  lesson: Lesson,
  source: string,
  names: Names = new Map(),
): Promise<Record<string, unknown>> {
  const { code, inputs } = compileCell(source);
  const given: unknown[] = [];
  for (const name of inputs) {
    // A name's value may be a promise, such as `invalidation`, which a cell is given as it is.
    given.push(names.has(name) ? names.get(name) : await nameFrom(lesson, name, names));
  }
  const address = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
  const module = await import(/* @vite-ignore */ address);
  const results: Record<string, unknown> = await module.default(port, ...given);
  for (const [name, result] of Object.entries(results)) names.set(name, result);
  return results;
}

const port: CellPort = {
  tick: () => {},
  load: (specifier) => {
    if (specifier === "@tensorflow/tfjs") return import("@tensorflow/tfjs");
    const load = modules[`../../${specifier.replace(/\.js$/, ".ts")}`];
    if (!load) throw new Error(`runCell: nothing stands for ${specifier}`);
    return load() as Promise<object>;
  },
  show: async (value) => ({ value: await value }),
};

async function nameFrom(lesson: Lesson, name: string, names: Names): Promise<unknown> {
  if (name === "display") return (value: unknown) => value;
  for (const { source, compiled } of lesson.cells.values()) {
    if (compiled.outputs.includes(name)) return (await runCell(lesson, source, names))[name];
  }
  throw new Error(`runCell: no cell declares ${name}`);
}
