import { type Node as AstNode, parse, parseExpressionAt, tokenizer } from "acorn";
import { analyze, extract_names } from "periscopic";
import { transform } from "sucrase";
import { words } from "../words/words.js";
import { CellSyntaxError } from "./cellSyntaxError.js";
import { browserNames, reservedNames } from "./globals.js";
import { type Splice, splice, walk } from "./syntaxTree.js";

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
  /** Where the names that it imports come from. */
  origins: Record<string, { module: string; whole: boolean }>;
  /** Whether the cell is one expression, whose value it shows. */
  expression: boolean;
}

type Tree = AstNode & { [key: string]: unknown };
type Specifier = { local: { name: string }; type: string };
const options = { ecmaVersion: "latest", sourceType: "module", locations: true } as const;

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
  const expression = parseExpression(source);
  const script = expression?.script ?? stripTypes(source);
  const program = expression?.program ?? (parseProgram(script) as Tree);
  const { globals, scope, map } = analyze(program as never);
  const edits: Splice[] = [];
  const loads: string[] = [];
  const imports = new Set<string>();
  const origins: CompiledCell["origins"] = {};
  const outputs = new Set<string>(scope.declarations.keys());

  walk(program, (node, parents) => {
    for (const name of assignedNames(node)) {
      if (ownedBy(name, parents, map, scope) || !globals.has(name)) continue;
      throw at(node, words.notebook.foreignAssignment(name));
    }
    switch (node.type) {
      case "ImportDeclaration": {
        const from = (node.source as Tree).value as string;
        imports.add(from);
        loads.push(loadStatement(node, from));
        for (const { local, type } of node.specifiers as Specifier[]) {
          outputs.add(local.name);
          origins[local.name] = { module: from, whole: type === "ImportNamespaceSpecifier" };
        }
        edits.push({ start: node.start, end: node.end, text: "" });
        break;
      }
      case "ImportExpression":
        edits.push({ start: node.start, end: node.start + "import".length, text: "__cell.load" });
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        throw at(node, words.notebook.noExport);
      default:
        edits.push(...guards(node));
    }
  });

  for (const name of outputs) {
    if (reservedNames.has(name)) throw new CellSyntaxError(words.notebook.reservedName(name), 1);
  }
  const inputs = [...globals.keys()].filter((n) => !browserNames.has(n) && !outputs.has(n)).sort();
  const body = splice(script, edits);
  const head = `export default async (__cell, ${inputs.join(", ")}) => { const __tick = __cell.tick; ${loads.join(" ")}`;
  return {
    code: expression
      ? `${head} return __cell.show(\n${body}\n); };\n`
      : `${head}\n${body}\nreturn {${[...outputs].join(", ")}}; };\n`,
    inputs,
    outputs: [...outputs],
    imports: [...imports],
    origins,
    expression: expression !== undefined,
  };
}

/** Plain JavaScript with every line where it was. */
function stripTypes(source: string): string {
  try {
    return transform(source, {
      transforms: ["typescript"],
      disableESTransforms: true,
      keepUnusedImports: true,
      preserveDynamicImport: true,
    }).code;
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const text = message.replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, "");
    throw new CellSyntaxError(words.notebook.syntaxError(text), loc?.line ?? 1, loc?.column);
  }
}

/** The source as a program of one expression statement, or undefined where it is none. */
function parseExpression(source: string): { script: string; program: Tree } | undefined {
  try {
    // The parentheses let an object be an object: alone, its braces would open a block.
    const script = stripTypes(`(${source}\n)`);
    const node = parseExpressionAt(script, 0, {
      ...options,
      allowAwaitOutsideFunction: true,
      preserveParens: true,
    }) as Tree;
    const rest = [...tokenizer(script.slice(node.end), options)];
    if (rest.length > 0 || isDeclaration(node.expression as Tree)) return undefined;
    const { start, end } = node;
    const body = [{ type: "ExpressionStatement", start, end, expression: node }];
    const program = { type: "Program", start: 0, end: script.length, sourceType: "module", body };
    return { script, program: program as unknown as Tree };
  } catch {
    return undefined; // a program, then, or a mistake that parseProgram reports
  }
}

/** `function f() {}` and `class A {}` declare a name for the other cells. */
function isDeclaration(node: AstNode): boolean {
  return /^(Function|Class)Expression$/.test(node.type) && Boolean((node as Tree).id);
}

function parseProgram(script: string): AstNode {
  try {
    return parse(script, { ...options, allowAwaitOutsideFunction: true });
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    const text = message.replace(/ \(\d+:\d+\)$/, "");
    const column = loc && loc.column + 1;
    throw new CellSyntaxError(words.notebook.syntaxError(text), loc?.line ?? 1, column);
  }
}

function at(node: Tree, message: string): CellSyntaxError {
  const { start } = node.loc as { start: { line: number; column: number } };
  return new CellSyntaxError(message, start.line, start.column + 1);
}

/** `const {a, b: c} = await __cell.load("from", ["a", "b"]);` for an import declaration. */
function loadStatement(node: Tree, from: string): string {
  const wanted: string[] = [];
  const statements: string[] = [];
  const patterns: string[] = [];
  for (const specifier of node.specifiers as Tree[]) {
    const local = (specifier.local as Tree).name as string;
    if (specifier.type === "ImportNamespaceSpecifier") {
      statements.push(`const ${local} = await __cell.load(${JSON.stringify(from)});`);
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
      `const {${patterns.join(", ")}} = await __cell.load(${JSON.stringify(from)}, ${names});`,
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
function guards(node: Tree): Splice[] {
  if (!/^(For|While|DoWhile|.*Function)/.test(node.type)) return [];
  const body = node.body as Tree | undefined;
  if (!body || typeof body.start !== "number") return [];
  const { line } = (node.loc as { start: { line: number } }).start;
  const tick = `__tick(${line})`;
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
