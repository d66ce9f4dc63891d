import type { Operation, Value } from "./scalar.js";
import { topologicalOrder } from "./topologicalOrder.js";

/** A value's graph as plain data, for a figure or a table. */
export interface Graph {
  /** Inputs before results; the root is last. */
  nodes: GraphNode[];
  /** One for each input of each node, so `a * a` has two from the same node. */
  edges: GraphEdge[];
}

export interface GraphNode {
  /** `n0`, `n1`, …: the same expression gets the same ids. */
  id: string;
  op: Operation;
  label: string;
  data: number;
  grad: number;
}

export interface GraphEdge {
  /** The input's id. */
  from: string;
  /** The result's id. */
  to: string;
  /** The local derivative, d `to` / d `from` along this edge. */
  local: number;
}

/** Writes down the graph that ends in `root`. */
export function graphOf(root: Value): Graph {
  const order = topologicalOrder(root);
  const ids = new Map(order.map((node, i) => [node, `n${i}`]));
  const nodes = order.map((node, i) => {
    return { id: `n${i}`, op: node.operation, label: node.label, data: node.data, grad: node.grad };
  });
  const edges = order.flatMap((node, i) =>
    node.inputs.map((input, k) => {
      return { from: ids.get(input) as string, to: `n${i}`, local: node.locals[k] as number };
    }),
  );
  return { nodes, edges };
}
