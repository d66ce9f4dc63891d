/** Anything that was computed from other things of its kind. */
export interface Computed<Self> {
  readonly inputs: readonly Self[];
}

/**
 * Every node that `root` was computed from, inputs before results, `root` last.
 *
 * A depth-first walk with its own stack: a chain of 100,000 operations would overflow the stack of
 * function calls.
 */
export function topologicalOrder<Node extends Computed<Node>>(root: Node): Node[] {
  const order = new Set<Node>();
  const entered = new Set<Node>();
  const stack = [root];
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (entered.has(node)) {
      order.add(node); // all its inputs are in
      stack.pop();
    } else {
      entered.add(node);
      for (const input of node.inputs) if (!entered.has(input)) stack.push(input);
    }
  }
  return [...order];
}
