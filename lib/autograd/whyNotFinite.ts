import type { Value } from "./scalar.js";
import { topologicalOrder } from "./topologicalOrder.js";

/**
 * A sentence about the first operation in `root`'s graph that left the finite numbers, or about the
 * first local derivative that did; `undefined` if all are finite.
 */
export function whyNotFinite(root: Value): string | undefined {
  for (const node of topologicalOrder(root)) {
    if (!Number.isFinite(node.data)) return `${describe(node)} is ${node.data}${reason(node)}.`;
    for (const [i, local] of node.locals.entries()) {
      if (Number.isFinite(local)) continue;
      const input = node.inputs[i] as Value;
      const wrt = input.label || input.data;
      return `${describe(node)} is ${node.data}, but its derivative by ${wrt} is ${local}${reason(node)}.`;
    }
  }
  return undefined;
}

function describe({ operation, inputs, label, data }: Value): string {
  const [a, b] = inputs.map((input) => (input.data < 0 ? `(${input.data})` : `${input.data}`));
  if (operation === "leaf") return label || "a number that went in";
  if (b !== undefined) return `${a} ${operation} ${b}`;
  if (operation === "^") return `${a} to a power that gave ${data}`;
  return `${operation}(${inputs[0]?.data})`;
}

function reason({ operation, inputs: [a, b] }: Value): string {
  if (operation === "/" && b?.data === 0) return ": nothing can be divided by zero";
  if (operation === "log" && a && a.data <= 0) return ": log needs a number above zero";
  if (operation === "exp" || operation === "*" || operation === "+") return ": it is too large";
  if (operation === "^" && a && a.data < 0) {
    return ": a negative number has no real power with a fraction in it";
  }
  return "";
}
