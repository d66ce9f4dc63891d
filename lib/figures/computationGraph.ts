import { drawGraph, graphSizes } from "./drawGraph.js";
import { element } from "./element.js";
import { type FrameLabels, figureFrame } from "./figureFrame.js";
import { fitWidth } from "./fitWidth.js";
import { graphFaults } from "./graphFaults.js";
import { graphLayout } from "./graphLayout.js";
import { graphSentence, operationSign, type SentenceLabels } from "./graphSentence.js";
import {
  type GraphEdge,
  type GraphFault,
  type GraphNode,
  type GraphStep,
  graphSteps,
} from "./graphSteps.js";
import { legend } from "./legend.js";
import { numberText } from "./numberText.js";
import { colour } from "./palette.js";
import { type StepperLabels, stepper } from "./stepper.js";

export interface ComputationGraphLabels extends FrameLabels, StepperLabels, SentenceLabels {
  /** Short words in a node, at most six letters. */
  value: string;
  gradient: string;
  /** In the legend and the table. */
  node: string;
  operation: string;
  edge: string;
  localDerivative: string;
  weight: string;
  /** Under a node whose gradient a planted bug made wrong. */
  shouldBe(value: string): string;
  summary(facts: { nodes: number; edges: number; output: string; value: string }): string;
  /** How many gradients a planted bug has made wrong so far. */
  wrong(count: number): string;
  /** Names of the planted-bug controls. */
  breakEdge: string;
  noEdge: string;
  faultRule: string;
}

export interface ComputationGraphOptions {
  title: string;
  labels: ComputationGraphLabels;
  /** The nodes that are weights; their values take the weights' hue. */
  weights?: readonly GraphNode["id"][];
  /** Bugs that the reader may plant in an edge; absent: no such controls. */
  faults?: readonly GraphFault[];
  /** The step to begin at, 0 by default. */
  step?: number;
}

/** Where the reader is, as a notebook's `view()` reads it. */
export interface GraphPosition {
  step: number;
  steps: number;
  phase: GraphStep["phase"];
  /** The ids of the active node and of the active edge's ends. */
  node?: GraphNode["id"];
  edge?: [from: GraphNode["id"], to: GraphNode["id"]];
  /** The ids of the nodes whose gradient is wrong because of a planted bug. */
  wrong: GraphNode["id"][];
}

export type ComputationGraph = HTMLElement & { step: number; readonly value: GraphPosition };

/**
 * A computation graph to step through: values forwards, gradients backwards, each with its numbers, and a bug
 * to plant in any edge. Sends `input` at each step.
 *
 * @param graph nodes and edges as `lib/autograd` exports them
 * @throws if an edge names no node or the graph has a cycle
 */
export function computationGraph(
  graph: { nodes: readonly GraphNode[]; edges: readonly GraphEdge[] },
  { title, labels, weights = [], faults = [], step: firstStep = 0 }: ComputationGraphOptions,
): ComputationGraph {
  const { nodes, edges } = graph;
  const index = new Map(nodes.map((node, i) => [node.id, i]));
  const indexOf = (id: GraphNode["id"], { from, to }: GraphEdge) => {
    const found = index.get(id);
    if (found !== undefined) return found;
    throw new Error(
      `computationGraph: the edge ${from} → ${to} names ${id}, which is no node's id`,
    );
  };
  const ends = edges.map((e) => [indexOf(e.from, e), indexOf(e.to, e)] as const);
  const locals = edges.map((e) => e.local);
  const layout = graphLayout(nodes.length, ends, graphSizes);
  const made = new Set(edges.map((e) => e.to));
  const names = nodes.map((node, i) => {
    if (node.label) return node.label;
    return made.has(node.id) ? `v${i + 1}` : numberText(node.data);
  });
  const op = (node: GraphNode) => (made.has(node.id) ? node.op : "");
  const name = (i: number | undefined) => names[i ?? -1] ?? "";
  const edgeName = (e: number) => `∂${name(ends[e]?.[1])}/∂${name(ends[e]?.[0])}`;
  const truth = graphSteps(layout.order, ends, locals);
  const seed = truth.steps.find((s) => s.phase === "seed");
  const output = name(seed?.node);
  let run = truth;
  let fault: { edge: number; rule: GraphFault } | undefined;
  let step = Math.min(Math.max(0, firstStep), truth.steps.length - 1);

  const frame = figureFrame({ title, labels, name: "figure-graph" });
  const drawing = drawGraph(layout, {
    labels,
    nodes: nodes.map((n, i) => ({
      ...{ name: name(i), op: op(n), data: n.data },
      isWeight: weights.includes(n.id),
    })),
    edges: edges.map((e, i) => ({ local: e.local, name: edgeName(i) })),
    onEdge: (edge) => breaker?.choose(edge),
  });
  drawing.svg.setAttribute("role", "img");
  drawing.svg.setAttribute("aria-label", title);
  const scroll = element(
    "div",
    { class: "graph-scroll", tabindex: 0, role: "group", "aria-label": title },
    drawing.svg,
  );
  const sentence = element("p", { class: "figure-sentence", "aria-live": "polite" });
  const steps = stepper({
    labels,
    steps: truth.steps.length,
    onStep: (next) => {
      step = next;
      show();
      figure.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const breaker =
    faults.length > 0
      ? graphFaults({
          labels,
          faults,
          edges: edges.map((_, i) => edgeName(i)),
          onChange: (next) => {
            fault = next;
            run = next
              ? graphSteps(layout.order, ends, locals, { edge: next.edge, apply: next.rule.apply })
              : truth;
            show();
            figure.dispatchEvent(new Event("input", { bubbles: true }));
          },
        })
      : undefined;
  steps.listen(scroll);
  const key = legend([
    { name: labels.value, colour: colour("activation"), mark: "bar" },
    ...(weights.length
      ? [{ name: labels.weight, colour: colour("weight"), mark: "bar" as const }]
      : []),
    { name: labels.gradient, colour: colour("gradient"), mark: "bar" },
    { name: labels.localDerivative, colour: colour("muted"), mark: "line" },
  ]);
  frame.body.append(key, scroll, steps.controls, sentence);
  if (breaker) frame.body.append(breaker.controls);
  const outputNode = nodes[seed?.node ?? -1];
  frame.summarise(
    labels.summary({
      nodes: nodes.length,
      edges: edges.length,
      output,
      value: numberText(outputNode?.data ?? Number.NaN),
    }),
  );
  frame.tabulate(() => [
    {
      columns: [labels.node, labels.operation, labels.value, labels.gradient],
      rows: nodes.map((n, i) => [
        name(i),
        operationSign(op(n)),
        numberText(n.data),
        numberText(n.grad),
      ]),
    },
    {
      columns: [labels.edge, labels.localDerivative],
      rows: edges.map((e, i) => [edgeName(i), numberText(e.local)]),
    },
  ]);

  const place = (i: number) => layout.nodes[i] ?? { x: 0, y: 0 };
  const readingOrder = [...layout.order].sort(
    (a, b) => place(a).x - place(b).x || place(a).y - place(b).y,
  );
  const tell = graphSentence({ labels, graph, ends, names, output, order: readingOrder });
  const position = (): GraphPosition => {
    const current = run.steps[step] as GraphStep;
    const at: GraphPosition = {
      step,
      steps: run.steps.length,
      phase: current.phase,
      wrong: drawing.wrong().map((n) => nodes[n]?.id ?? n),
    };
    if ("node" in current) at.node = nodes[current.node]?.id ?? current.node;
    if ("edge" in current) {
      const edge = edges[current.edge];
      if (edge) at.edge = [edge.from, edge.to];
    }
    return at;
  };
  const show = () => {
    const [current, state, right] = [run.steps[step], run.states[step], truth.states[step]];
    if (!current || !state || !right) return;
    drawing.show(current, state, right, fault?.edge);
    steps.show(step);
    const wrong = drawing.wrong().length;
    sentence.textContent = tell(current, fault) + (fault ? ` ${labels.wrong(wrong)}` : "");
    const target =
      "node" in current
        ? current.node
        : "edge" in current
          ? ends[current.edge]?.[0]
          : readingOrder[0];
    reveal(target ?? 0);
  };
  const reveal = (target: number) => {
    const x = (layout.nodes[target]?.x ?? 0) + graphSizes.nodeWidth / 2;
    const middle = (x / layout.width) * scroll.scrollWidth - scroll.clientWidth / 2;
    if (scroll.scrollWidth > scroll.clientWidth) scroll.scrollLeft = middle;
  };
  const figure = Object.defineProperties(frame.figure, {
    step: {
      get: () => step,
      set: (next: number) => {
        step = Math.min(Math.max(0, Math.round(next)), run.steps.length - 1);
        show();
      },
    },
    value: { get: position },
  }) as ComputationGraph;
  show();
  fitWidth(scroll, show);
  return figure;
}
