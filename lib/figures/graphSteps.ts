/** A node of a computation graph, as `lib/autograd` exports it. */
export interface GraphNode {
  id: string | number;
  /** What made it, such as `*` or `tanh`; not shown for an input. */
  op: string;
  /** Its name; when empty, the figure makes one. */
  label: string;
  data: number;
  grad: number;
}

/** An edge from an operand to a result, with ∂result/∂operand at these values. */
export interface GraphEdge {
  from: string | number;
  to: string | number;
  local: number;
}

/** A planted bug in one edge's step backwards. */
export interface GraphFault {
  /** What it is called in the list. */
  name: string;
  /** The operand's new gradient. Without a fault this is `before + local * upstream`. */
  apply(before: number, local: number, upstream: number): number;
}

/** One step: inputs are given, a value appears, the output's gradient is set to 1, or an edge carries a gradient back. */
export type GraphStep =
  | { phase: "inputs" }
  | { phase: "forward"; node: number }
  | { phase: "seed"; node: number }
  | { phase: "backward"; edge: number; before: number; upstream: number; after: number };

/** What is known after a step. */
export interface GraphState {
  valueKnown: readonly boolean[];
  /** Each node's gradient so far. */
  gradients: readonly (number | undefined)[];
}

export interface GraphRun {
  steps: GraphStep[];
  /** `states[i]` is what is known after `steps[i]`. */
  states: GraphState[];
}

/**
 * Every step of a forward and a backward pass. The gradient of the output, the last node in order that nothing
 * uses, starts at 1; a node's gradient is complete before it is carried on.
 *
 * @param order node indices, operands before results
 * @param edges as pairs of node indices
 * @param locals each edge's local derivative
 * @param fault the bug to play and the edge that has it
 */
export function graphSteps(
  order: readonly number[],
  edges: readonly (readonly [from: number, to: number])[],
  locals: readonly number[],
  fault?: { edge: number; apply: GraphFault["apply"] },
): GraphRun {
  const made = new Set(edges.map(([, to]) => to));
  const used = new Set(edges.map(([from]) => from));
  let valueKnown = order.map(() => false);
  let gradients: (number | undefined)[] = order.map(() => undefined);
  const run: GraphRun = { steps: [], states: [] };
  const record = (step: GraphStep) => {
    run.steps.push(step);
    run.states.push({ valueKnown, gradients });
  };

  for (const node of order) if (!made.has(node)) valueKnown[node] = true;
  record({ phase: "inputs" });
  for (const node of order) {
    if (!made.has(node)) continue;
    valueKnown = valueKnown.with(node, true);
    record({ phase: "forward", node });
  }
  const output = order.findLast((node) => !used.has(node));
  if (output === undefined) return run;
  gradients = gradients.with(output, 1);
  record({ phase: "seed", node: output });
  for (const node of [...order].reverse()) {
    const upstream = gradients[node];
    if (upstream === undefined) continue;
    edges.forEach(([from, to], edge) => {
      if (to !== node) return;
      const before = gradients[from] ?? 0;
      const local = locals[edge] ?? Number.NaN;
      const after =
        fault?.edge === edge ? fault.apply(before, local, upstream) : before + local * upstream;
      gradients = gradients.with(from, after);
      record({ phase: "backward", edge, before, upstream, after });
    });
  }
  return run;
}
