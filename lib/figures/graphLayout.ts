import { mean } from "d3-array";
import { orderLayers } from "./orderLayers.js";
import { spacedPositions } from "./spacedPositions.js";

export interface GraphSizes {
  nodeWidth: number;
  nodeHeight: number;
  /** Free space between two layers and between two nodes of one layer. */
  layerGap: number;
  rowGap: number;
}

export interface GraphLayout {
  width: number;
  height: number;
  /** Each node's layer and its box's top left corner, in the nodes' order. */
  nodes: { layer: number; x: number; y: number }[];
  /** For each edge the boxes' passages `[x, y]` from its source's right side to its target's left side. */
  edges: [number, number][][];
  /** The edges as they came. */
  edgeEnds: readonly (readonly [from: number, to: number])[];
  /** The nodes' indices, each after all that it is made of. */
  order: number[];
}

/**
 * A layered drawing of a graph without cycles, from left to right (after Sugiyama, Tagawa and Toda 1981):
 * longest-path layers, inputs moved next to their first use, barycentre order, least-squares heights.
 *
 * @param count how many nodes
 * @param edges pairs of node indices `[from, to]`; the same pair may come twice
 * @throws if an edge names no node, or the edges run in a circle
 */
export function graphLayout(
  count: number,
  edges: readonly (readonly [from: number, to: number])[],
  { nodeWidth, nodeHeight, layerGap, rowGap }: GraphSizes,
): GraphLayout {
  const order = topologicalOrder(count, edges);
  const layer = longestPathLayers(count, edges, order);
  const layerOf = [...layer];
  // An edge that crosses layers passes through a thin invisible node in each of them.
  const chains = edges.map(([from, to]) => {
    const chain = [from];
    for (let l = at(layer, from) + 1; l < at(layer, to); l++) chain.push(layerOf.push(l) - 1);
    chain.push(to);
    return chain;
  });
  const links = chains.flatMap((c) => c.slice(1).map((to, i) => [at(c, i), to] as const));
  const layers = orderLayers(layerOf, links);

  const height = (node: number) => (node < count ? nodeHeight : 10);
  const centre = new Array<number>(layerOf.length).fill(0);
  for (const nodes of layers) {
    let y = 0;
    for (const node of nodes) {
      centre[node] = y + height(node) / 2;
      y += height(node) + rowGap;
    }
  }
  const neighbours = layerOf.map((): number[] => []);
  for (const [from, to] of links) {
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  for (let sweep = 0; sweep < 24; sweep++) {
    for (const nodes of sweep % 2 ? layers : [...layers].reverse()) {
      const wanted = nodes.map(
        (node) => mean(neighbours[node] ?? [], (n) => at(centre, n)) ?? at(centre, node),
      );
      const gaps = nodes
        .slice(1)
        .map((node, i) => (height(node) + height(at(nodes, i))) / 2 + rowGap);
      spacedPositions(wanted, gaps).forEach((y, i) => {
        centre[at(nodes, i)] = y;
      });
    }
  }
  const lowest = Math.min(...layerOf.map((_, n) => at(centre, n) - height(n) / 2));
  const highest = Math.max(...layerOf.map((_, n) => at(centre, n) + height(n) / 2));
  const x = (node: number) => at(layerOf, node) * (nodeWidth + layerGap);

  const ports = spreadPorts(chains, centre, nodeHeight);
  return {
    order,
    edgeEnds: edges,
    width: layers.length * (nodeWidth + layerGap) - (count ? layerGap : 0),
    height: count ? highest - lowest : 0,
    nodes: layer.map((l, n) => ({ layer: l, x: x(n), y: at(centre, n) - nodeHeight / 2 - lowest })),
    edges: chains.map((chain, e) => {
      const passages: [number, number][] = [];
      chain.forEach((node, i) => {
        const y = at(centre, node) - lowest;
        const [out, into] = ports[e] ?? [0, 0];
        if (i === 0) passages.push([x(node) + nodeWidth, y + out]);
        else if (i === chain.length - 1) passages.push([x(node), y + into]);
        else passages.push([x(node), y], [x(node) + nodeWidth, y]);
      });
      return passages;
    }),
  };
}

/** The nodes' indices, each after all that lead to it. */
function topologicalOrder(
  count: number,
  edges: readonly (readonly [from: number, to: number])[],
): number[] {
  const waiting = new Array<number>(count).fill(0);
  const next = Array.from({ length: count }, (): number[] => []);
  for (const [from, to] of edges) {
    if (!(from in next) || !(to in next)) {
      throw new Error(`graphLayout: the edge ${from} → ${to} is not between ${count} nodes`);
    }
    next[from]?.push(to);
    waiting[to] = at(waiting, to) + 1;
  }
  const order = waiting.flatMap((n, node) => (n === 0 ? [node] : []));
  for (const node of order) {
    for (const to of next[node] ?? []) {
      waiting[to] = at(waiting, to) - 1;
      if (waiting[to] === 0) order.push(to);
    }
  }
  if (order.length < count) {
    throw new Error(`graphLayout: ${count - order.length} of ${count} nodes lie on a circle`);
  }
  return order;
}

function longestPathLayers(
  count: number,
  edges: readonly (readonly [from: number, to: number])[],
  order: readonly number[],
): number[] {
  const layer = new Array<number>(count).fill(0);
  for (const node of order) {
    for (const [from, to] of edges) {
      if (to === node) layer[node] = Math.max(at(layer, node), at(layer, from) + 1);
    }
  }
  const made = new Set(edges.map(([, to]) => to));
  for (const node of order) {
    const uses = edges.flatMap(([from, to]) => (from === node ? [at(layer, to)] : []));
    if (!made.has(node) && uses.length) layer[node] = Math.min(...uses) - 1;
  }
  return layer;
}

/** Moves the ends of edges that share a side of a box apart, in the order of their other ends. */
function spreadPorts(
  chains: readonly (readonly number[])[],
  centre: readonly number[],
  nodeHeight: number,
): [out: number, into: number][] {
  const ports = chains.map((): [number, number] => [0, 0]);
  const spread = (end: 0 | 1) => {
    const sides = new Map<number, number[]>();
    chains.forEach((chain, e) => {
      const node = at(chain, end ? chain.length - 1 : 0);
      sides.set(node, [...(sides.get(node) ?? []), e]);
    });
    for (const side of sides.values()) {
      const other = (e: number) => {
        const chain = chains[e] ?? [];
        return at(centre, at(chain, end ? chain.length - 2 : 1));
      };
      side.sort((a, b) => other(a) - other(b));
      const gap = Math.min(18, (nodeHeight - 12) / Math.max(1, side.length - 1));
      side.forEach((e, i) => {
        const port = ports[e];
        if (port) port[end] = (i - (side.length - 1) / 2) * gap;
      });
    }
  };
  spread(0);
  spread(1);
  return ports;
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] as number;
}
