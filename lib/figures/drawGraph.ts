import { create } from "d3-selection";
import { curveBumpX, line } from "d3-shape";
import type { GraphLayout, GraphSizes } from "./graphLayout.js";
import { operationSign } from "./graphSentence.js";
import type { GraphState, GraphStep } from "./graphSteps.js";
import { numberText } from "./numberText.js";

export const graphSizes: GraphSizes = { nodeWidth: 112, nodeHeight: 66, layerGap: 72, rowGap: 22 };

const margin = 8;
/** What a drawing of the graph needs to know of its parts, by index. */
export interface GraphDrawingParts {
  nodes: readonly { name: string; op: string; data: number; isWeight: boolean }[];
  edges: readonly { local: number; name: string }[];
  labels: { value: string; gradient: string; shouldBe(value: string): string };
  onEdge(edge: number): void;
}

export interface GraphDrawing {
  svg: SVGSVGElement;
  /** Shows what is known after a step; `truth` is the same without the planted bug. */
  show(step: GraphStep, state: GraphState, truth: GraphState, faulty: number | undefined): void;
  /** The nodes whose gradient shown is not the true one. */
  wrong(): number[];
}

/** A computation graph as SVG: boxes with value and gradient, edges with local derivatives. */
export function drawGraph(layout: GraphLayout, parts: GraphDrawingParts): GraphDrawing {
  const { nodeWidth, nodeHeight } = graphSizes;
  const [width, height] = [layout.width + 2 * margin, layout.height + 2 * margin + 12];
  const svg = create("svg")
    .attr("viewBox", [-margin, -margin, width, height].join(" "))
    .style("width", `${width / 16}rem`)
    .style("min-width", `${(width * 0.85) / 16}rem`);

  const edge = svg
    .append("g")
    .selectAll("g")
    .data(parts.edges.map((e, i) => ({ ...e, passages: layout.edges[i] ?? [] })))
    .join("g")
    .attr("class", "graph-edge")
    .on("click", (_, datum) => parts.onEdge(edge.data().indexOf(datum)));
  edge
    .append("path")
    .attr("class", "graph-edge-hit")
    .attr("d", (e) => edgePath(e.passages));
  edge
    .append("path")
    .attr("class", "graph-edge-line")
    .attr("d", (e) => edgePath(e.passages));
  edge
    .append("path")
    .attr("class", "graph-edge-head")
    .attr("d", "M0,0l-7,-3.5v7z")
    .attr("transform", (e) => `translate(${e.passages.at(-1)?.join(",")})`);
  const local = edge
    .append("text")
    .attr("class", "graph-local")
    .attr("text-anchor", "middle")
    .attr("dy", "0.32em")
    .attr("x", (e) => labelPlace(e.passages)[0])
    .attr("y", (e) => labelPlace(e.passages)[1]);
  edge.append("title").text((e) => `${e.name} = ${numberText(e.local)}`);

  const node = svg
    .append("g")
    .selectAll("g")
    .data(parts.nodes)
    .join("g")
    .attr("class", (n) => (n.isWeight ? "graph-node graph-weight" : "graph-node"))
    .attr(
      "transform",
      (_, i) => `translate(${layout.nodes[i]?.x ?? 0},${layout.nodes[i]?.y ?? 0})`,
    );
  node.append("rect").attr("width", nodeWidth).attr("height", nodeHeight).attr("rx", 6);
  const text = (className: string, x: number, y: number, anchor: "start" | "end") =>
    node
      .append("text")
      .attr("class", className)
      .attr("text-anchor", anchor)
      .attr("x", x)
      .attr("y", y);
  text("graph-name", 9, 19, "start").text((n) => shorten(n.name));
  text("graph-op", nodeWidth - 9, 19, "end").text((n) => operationSign(n.op));
  text("graph-word", 9, 38, "start").text(parts.labels.value);
  text("graph-word", 9, 56, "start").text(parts.labels.gradient);
  const value = text("graph-value", nodeWidth - 9, 38, "end");
  const gradient = text("graph-gradient", nodeWidth - 9, 56, "end");
  const should = text("graph-should", nodeWidth - 2, nodeHeight + 13, "end");
  node.append("title").text((n) => n.name);

  let wrongNodes: number[] = [];
  return {
    svg: svg.node() as SVGSVGElement,
    wrong: () => wrongNodes,
    show(step, state, truth, faulty) {
      const carried = (e: number) => {
        const to = layout.edgeEnds[e]?.[1] ?? -1;
        const from = layout.edgeEnds[e]?.[0] ?? -1;
        return state.gradients[to] !== undefined && state.gradients[from] !== undefined;
      };
      wrongNodes = layout.order.filter((n) => !same(state.gradients[n], truth.gradients[n]));
      const wrong = (n: number) => wrongNodes.includes(n);
      const activeNode = step.phase === "forward" || step.phase === "seed" ? step.node : -1;
      const activeEdge = step.phase === "backward" ? step.edge : -1;
      const target = layout.edgeEnds[activeEdge]?.[0] ?? -1;
      node
        .classed("is-known", (_, n) => state.valueKnown[n] === true)
        .classed("is-active", (_, n) => n === activeNode || n === target)
        .classed("is-wrong", (_, n) => wrong(n));
      value.text((n, i) => (state.valueKnown[i] ? numberText(n.data) : ""));
      gradient.text((_, n) => {
        const g = state.gradients[n];
        if (g === undefined) return "";
        return wrong(n) ? `✗ ${numberText(g)}` : numberText(g);
      });
      should.text((_, n) => {
        const g = truth.gradients[n];
        return wrong(n) && g !== undefined ? parts.labels.shouldBe(numberText(g)) : "";
      });
      edge
        .classed("is-active", (_, e) => e === activeEdge)
        .classed("is-carried", (_, e) => carried(e))
        .classed("is-faulty", (_, e) => e === faulty);
      local.text((e, i) => {
        if (!state.valueKnown[layout.edgeEnds[i]?.[1] ?? -1]) return "";
        return i === faulty ? `✗ ${numberText(e.local, 3)}` : numberText(e.local, 3);
      });
    },
  };
}

function edgePath(passages: readonly [number, number][]): string | null {
  return line<[number, number]>().curve(curveBumpX)(passages);
}

/** A point of the curve near the edge's start, where edges that cross or meet later are still apart. */
function labelPlace(passages: readonly [number, number][]): [number, number] {
  const [[x0, y0] = [0, 0], [x1, y1] = [0, 0]] = passages;
  const t = 0.32;
  const x = 1.5 * t - 1.5 * t * t + t ** 3; // a Bézier curve whose control points lie halfway across
  return [x0 + (x1 - x0) * x, y0 + (y1 - y0) * (3 * t * t - 2 * t ** 3)];
}

function same(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

function shorten(name: string): string {
  return name.length > 9 ? `${name.slice(0, 8)}…` : name;
}
