import type { GraphEdge, GraphFault, GraphNode, GraphStep } from "./graphSteps.js";
import { numberText } from "./numberText.js";

/** The numbers of one step backwards, as texts. */
export interface BackwardStepFacts {
  output: string;
  operand: string;
  result: string;
  local: string;
  upstream: string;
  before: string;
  after: string;
  /** The planted bug's name; absent when the step is right. */
  fault?: string;
}

/** A sentence for each kind of step. */
export interface SentenceLabels {
  inputs(names: readonly string[]): string;
  forward(facts: { name: string; operation: string; operands: string[]; value: string }): string;
  seed(output: string): string;
  backward(facts: BackwardStepFacts): string;
}

export interface GraphSentenceOptions {
  labels: SentenceLabels;
  graph: { nodes: readonly GraphNode[]; edges: readonly GraphEdge[] };
  /** The edges' ends as indices of nodes. */
  ends: readonly (readonly [from: number, to: number])[];
  names: readonly string[];
  output: string;
  order: readonly number[];
}

/** Says what happens at a step, with the real numbers. */
export function graphSentence({ labels, graph, ends, names, output, order }: GraphSentenceOptions) {
  const name = (i: number | undefined) => names[i ?? -1] ?? "";
  const made = new Set(ends.map(([, to]) => to));
  return (step: GraphStep, fault?: { edge: number; rule: GraphFault }): string => {
    if (step.phase === "inputs") return labels.inputs(order.filter((i) => !made.has(i)).map(name));
    if (step.phase === "seed") return labels.seed(output);
    if (step.phase === "forward") {
      const node = graph.nodes[step.node];
      return labels.forward({
        name: name(step.node),
        operation: operationSign(node?.op ?? ""),
        operands: ends.flatMap(([from, to]) => (to === step.node ? [name(from)] : [])),
        value: numberText(node?.data ?? Number.NaN),
      });
    }
    const { edge, before, upstream, after } = step;
    return labels.backward({
      output,
      operand: name(ends[edge]?.[0]),
      result: name(ends[edge]?.[1]),
      local: numberText(graph.edges[edge]?.local ?? Number.NaN),
      upstream: numberText(upstream),
      before: numberText(before),
      after: numberText(after),
      ...(fault?.edge === edge && { fault: fault.rule.name }),
    });
  };
}

const signs = new Map([
  ["*", "×"],
  ["-", "−"],
  ["neg", "−"],
  ["/", "÷"],
  ["**", "power"],
  ["^", "power"],
]);

/** An operation as mathematics writes it. */
export function operationSign(op: string): string {
  return signs.get(op) ?? op;
}
