import { type Node as AstNode, type Comment, parse, parseExpressionAt, tokenizer } from "acorn";
import { transform } from "sucrase";
import { words } from "../words/words.js";
import { CellSyntaxError } from "./cellSyntaxError.js";
import type { Tree } from "./syntaxTree.js";

const options = { ecmaVersion: "latest", sourceType: "module", locations: true } as const;

/** A cell's source without types, every line where it was, and its syntax tree. */
export interface ParsedCell {
  script: string;
  program: Tree;
  /** Whether the cell is one expression; then `script` puts it into parentheses. */
  expression: boolean;
}

/**
 * Reads a cell's TypeScript.
 * @throws CellSyntaxError where it is not valid
 */
export function parseCell(source: string): ParsedCell {
  const expression = parseExpression(source);
  if (expression) return expression;
  const script = stripTypes(source);
  const comments: Comment[] = [];
  const program = parseProgram(script, comments);
  return { script: withoutAddresses(script, comments), program, expression: false };
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
    if (error instanceof RangeError) throw error;
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    const text = message.replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, "");
    throw new CellSyntaxError(words.notebook.syntaxError(text), loc?.line ?? 1, loc?.column);
  }
}

/** Spoils `//# sourceURL=…`, by which error stacks would name another address than the cell's. */
function withoutAddresses(script: string, comments: readonly Comment[]): string {
  let plain = script;
  for (const { value, start } of comments) {
    if (!/^[#@]\s*source(Mapping)?URL/.test(value)) continue;
    plain = `${plain.slice(0, start + 2)} ${plain.slice(start + 3)}`;
  }
  return plain;
}

/** The source as a program of one expression statement, or undefined where it is none. */
function parseExpression(source: string): ParsedCell | undefined {
  try {
    // The parentheses let an object be an object: alone, its braces would open a block.
    const script = stripTypes(`(${source}\n)`);
    const comments: Comment[] = [];
    const node = parseExpressionAt(script, 0, {
      ...options,
      onComment: comments,
      allowAwaitOutsideFunction: true,
      preserveParens: true,
    }) as Tree;
    const rest = [...tokenizer(script.slice(node.end), options)];
    if (node.type !== "ParenthesizedExpression" || rest.length > 0) return undefined;
    if (isDeclaration(node.expression as Tree)) return undefined;
    const { start, end } = node;
    const body = [{ type: "ExpressionStatement", start, end, expression: node }];
    const program = { type: "Program", start: 0, end: script.length, sourceType: "module", body };
    const plain = withoutAddresses(script, comments);
    return { script: plain, program: program as unknown as Tree, expression: true };
  } catch {
    return undefined; // a program, then, or a mistake that parseProgram reports
  }
}

/** `function f() {}` and `class A {}` declare a name for the other cells. */
function isDeclaration(node: AstNode): boolean {
  return /^(Function|Class)Expression$/.test(node.type) && Boolean((node as Tree).id);
}

function parseProgram(script: string, comments: Comment[]): Tree {
  try {
    return parse(script, {
      ...options,
      onComment: comments,
      allowAwaitOutsideFunction: true,
    }) as AstNode as Tree;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    const text = message.replace(/ \(\d+:\d+\)$/, "");
    const column = loc && loc.column + 1;
    throw new CellSyntaxError(words.notebook.syntaxError(text), loc?.line ?? 1, column);
  }
}
