import { analyze, extract_names } from "periscopic";
import { words } from "../words/words.js";
import { CellSyntaxError } from "./cellSyntaxError.js";
import { browserNames, reservedNames } from "./globals.js";
import { parseCell } from "./parseCell.js";
import { type Splice, splice, type Tree, walk } from "./syntaxTree.js";

/** A cell that is ready to run, as plain data: the build stores it in the page. */
export interface CompiledCell {
  /** An ES module whose default export runs the cell; line n of the source is its line n + 1. */
  code: string;
  /** Free names, in the order in which the module's function takes them after the runner. */
  inputs: string[];
  /** Names that the cell declares, imports included. */
  outputs: string[];
  /** Module specifiers that the cell imports. */
  imports: string[];
  /** The source's lines on which its inputs, outputs and imports first stand. */
  lines: { names: Record<string, number>; imports: Record<string, number> };
  /** Where the names that it imports come from. */
  origins: Record<string, { module: string; whole: boolean }>;
  /** Whether the cell is one expression; its value is shown unless it calls `display` or `view`. */
  expression: boolean;
}

type Specifier = { local: { name: string }; type: string };

/** What a compiled cell calls the page's side of it; neither name occurs in the cell itself. */
interface PortNames {
  cell: string;
  tick: string;
}

/**
 * Turns a cell's TypeScript into a module that the page can import from a `blob:` address.
 *
 * Types are stripped without moving a line, free and declared names are found, imports become
 * calls of the page's loader, and every loop and function reports its line to the loop guard.
 *
 * @param source what the author or the reader wrote
 * @throws CellSyntaxError with a sentence for the reader
 */
export function compileCell(source: string): CompiledCell {
  try {
    return compile(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CellSyntaxError(words.notebook.tooDeep, 1); // the stack has overflowed
  }
}

function compile(source: string): CompiledCell {
  const { script, program, expression } = parseCell(source);
  // Periscopic would take the keys of `with {type: "json"}` for names; a cell's loader needs none.
  for (const node of program.body as Tree[]) if ("attributes" in node) node.attributes = [];
  const port = portNames(program);
  const { globals, scope, map } = analyze(program as never);
  const edits: Splice[] = [];
  const loads: string[] = [];
  const imports = new Map<string, number>();
  const named = new Map<string, number>();
  const origins: CompiledCell["origins"] = {};
  const outputs = new Set<string>(scope.declarations.keys());

  walk(program, (node, parents) => {
    for (const name of assignedNames(node)) {
      if (ownedBy(name, parents, map, scope) || !globals.has(name)) continue;
      throw at(node, expression, words.notebook.foreignAssignment(name));
    }
    switch (node.type) {
      case "ImportDeclaration": {
        const from = (node.source as Tree).value as string;
        if (!imports.has(from)) imports.set(from, lineOf(node));
        loads.push(loadStatement(node, from, port));
        for (const { local, type } of node.specifiers as Specifier[]) {
          outputs.add(local.name);
          origins[local.name] = { module: from, whole: type === "ImportNamespaceSpecifier" };
        }
        edits.push({ start: node.start, end: node.end, text: "" });
        break;
      }
      case "ImportExpression":
        edits.push({
          start: node.start,
          end: node.start + "import".length,
          text: `${port.cell}.load`,
        });
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        throw at(node, expression, words.notebook.noExport);
      default:
        edits.push(...guards(node, port));
    }
  });

  for (const [name, node] of [...globals, ...scope.declarations]) {
    named.set(name, lineOf(node as unknown as Tree));
  }
  for (const name of outputs) {
    const refuse = (sentence: string) => {
      throw new CellSyntaxError(sentence, named.get(name) ?? 1);
    };
    if (reservedNames.has(name)) refuse(words.notebook.reservedName(name));
    if (browserNames.has(name)) refuse(words.notebook.browserName(name));
    // A cell's names are handed on as one object, which would then pass for a promise.
    if (name === "then") refuse(words.notebook.thenName);
  }
  const inputs = [...globals.keys()]
    .filter((name) => !browserNames.has(name) && !keywords.has(name) && !outputs.has(name))
    .sort();
  const body = splice(script, edits);
  const { cell, tick } = port;
  const head = `export default async (${[cell, ...inputs].join(", ")}) => { const ${tick} = ${cell}.tick; ${loads.join(" ")}`;
  const shows = expression && !inputs.includes("display") && !inputs.includes("view");
  return {
    code: shows
      ? `${head} return ${cell}.show(\n${body}\n); };\n`
      : `${head}\n${body}\nreturn {${[...outputs].join(", ")}}; };\n`,
    inputs,
    outputs: [...outputs],
    imports: [...imports.keys()],
    lines: {
      names: Object.fromEntries(
        [...named].filter(([name]) => inputs.includes(name) || outputs.has(name)),
      ),
      imports: Object.fromEntries(imports),
    },
    origins,
    expression,
  };
}

/** In `import.meta` and `new.target`, these pass for free names. */
const keywords: ReadonlySet<string> = new Set(["import", "new"]);

/** Names for the page's side of a cell that the cell's own code does not use. */
function portNames(program: Tree): PortNames {
  const taken = new Set<unknown>();
  walk(program, (node) => {
    if (node.type === "Identifier") taken.add(node.name);
  });
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return { cell: free("__cell"), tick: free("__tick") };
}

function lineOf(node: Tree): number {
  return (node.loc as { start: { line: number } }).start.line;
}

function at(node: Tree, expression: boolean, message: string): CellSyntaxError {
  const { line, column } = (node.loc as { start: { line: number; column: number } }).start;
  const opening = expression && line === 1 ? 1 : 0; // the parenthesis around an expression
  return new CellSyntaxError(message, line, column + 1 - opening);
}

/** `const {a, b: c} = await __cell.load("from", ["a", "b"], 1);` for an import declaration. */
function loadStatement(node: Tree, from: string, { cell }: PortNames): string {
  const wanted: string[] = [];
  const statements: string[] = [];
  const patterns: string[] = [];
  const line = lineOf(node);
  for (const specifier of node.specifiers as Tree[]) {
    const local = (specifier.local as Tree).name as string;
    if (specifier.type === "ImportNamespaceSpecifier") {
      statements.push(`const ${local} = await ${cell}.load(${JSON.stringify(from)}, [], ${line});`);
      continue;
    }
    const imported = specifier.imported as Tree | undefined;
    const name = imported ? ((imported.name ?? imported.value) as string) : "default";
    wanted.push(name);
    patterns.push(`${JSON.stringify(name)}: ${local}`);
  }
  if (patterns.length > 0 || statements.length === 0) {
    const names = JSON.stringify(wanted);
    statements.push(
      `const {${patterns.join(", ")}} = await ${cell}.load(${JSON.stringify(from)}, ${names}, ${line});`,
    );
  }
  return statements.join(" ");
}

/** The names that a node sets without declaring them. */
function assignedNames(node: Tree): string[] {
  const sets = /^(Assignment|Update)Expression$|^For(Of|In)Statement$/.test(node.type);
  const target = sets ? ((node.left ?? node.argument) as Tree) : undefined;
  if (!target || ["MemberExpression", "VariableDeclaration"].includes(target.type)) return [];
  return extract_names(target as never);
}

/** Whether a scope around a node, inside the cell, declares the name. */
function ownedBy(
  name: string,
  parents: readonly Tree[],
  map: ReturnType<typeof analyze>["map"],
  root: ReturnType<typeof analyze>["scope"],
): boolean {
  const scopes = parents.map((parent) => map.get(parent as never));
  return scopes.some((scope) => scope?.declarations.has(name)) || root.declarations.has(name);
}

/** Calls of the loop guard at the top of each loop body and each function. */
function guards(node: Tree, port: PortNames): Splice[] {
  if (!/^(For|While|DoWhile|.*Function)/.test(node.type)) return [];
  const body = node.body as Tree | undefined;
  if (!body || typeof body.start !== "number") return [];
  const tick = `${port.tick}(${lineOf(node)})`;
  if (body.type === "BlockStatement") {
    return [{ start: body.start + 1, end: body.start + 1, text: `${tick};` }];
  }
  const around = (open: string, close: string): Splice[] => [
    { start: body.start, end: body.start, text: open },
    { start: body.end, end: body.end, text: close, closes: true },
  ];
  if (node.type === "ArrowFunctionExpression") return around(`(${tick},`, ")");
  return around(`{${tick};`, "}");
}
