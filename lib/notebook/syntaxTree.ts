import type { Node as AstNode } from "acorn";

/** A node of a syntax tree with the fields of its own kind. */
export type Tree = AstNode & { [key: string]: unknown };

/** Replaces the characters from `start` to `end` with `text`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
  /** Closes what an earlier splice opened: at one place, the last opened closes first. */
  closes?: boolean;
}

/** Visits every node of a syntax tree, parents first; the list of parents holds during the visit. */
export function walk(
  root: AstNode,
  visit: (node: Tree, parents: readonly Tree[]) => void,
  parents: Tree[] = [],
): void {
  const node = root as Tree;
  visit(node, parents);
  parents.push(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, parents);
    }
  }
  parents.pop();
}

/** Applies edits that do not overlap; an edit that removes lines keeps their line breaks. */
export function splice(text: string, edits: readonly Splice[]): string {
  const inOrder = edits
    .map((edit, i) => ({ ...edit, order: edit.closes ? -edits.length - i : i }))
    .sort((a, b) => a.start - b.start || a.order - b.order);
  let result = "";
  let position = 0;
  for (const { start, end, text: replacement } of inOrder) {
    const removed = text.slice(start, end);
    result += text.slice(position, start) + replacement + removed.replace(/[^\n]/g, "");
    position = Math.max(position, end);
  }
  return result + text.slice(position);
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && typeof (value as AstNode).type === "string";
}
