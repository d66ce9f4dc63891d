import { mean } from "d3-array";

type Link = readonly [from: number, to: number];

/**
 * Puts each layer's nodes in an order with few crossings: by depth first from the last layer, then by the mean
 * place of their neighbours, sweeping to and fro and keeping the best.
 *
 * @param layerOf each node's layer
 * @param links between neighbouring layers only
 * @returns the nodes of each layer, from top to bottom
 */
export function orderLayers(layerOf: readonly number[], links: readonly Link[]): number[][] {
  const before = layerOf.map((): number[] => []);
  const after = layerOf.map((): number[] => []);
  for (const [from, to] of links) {
    before[to]?.push(from);
    after[from]?.push(to);
  }
  let layers = startingOrder(layerOf, before);
  let best = layers;
  let fewest = countCrossings(layers, links);
  for (let sweep = 0; sweep < 12 && fewest > 0; sweep++) {
    layers = sweepOnce(layers, sweep % 2 === 0 ? before : after, sweep % 2 === 0);
    const crossings = countCrossings(layers, links);
    if (crossings < fewest) [best, fewest] = [layers, crossings];
  }
  return layerOf.length > 150 ? best : switchNeighbours(best, links);
}

/** Swaps neighbours within layers for as long as that removes crossings. */
function switchNeighbours(
  layers: readonly (readonly number[])[],
  links: readonly Link[],
): number[][] {
  const best = layers.map((nodes) => [...nodes]);
  let fewest = countCrossings(best, links);
  for (let before = fewest + 1; fewest > 0 && fewest < before; ) {
    before = fewest;
    for (const nodes of best) {
      for (let i = 0; i + 1 < nodes.length; i++) {
        const [a, b] = [nodes[i] as number, nodes[i + 1] as number];
        [nodes[i], nodes[i + 1]] = [b, a];
        const crossings = countCrossings(best, links);
        if (crossings < fewest) fewest = crossings;
        else [nodes[i], nodes[i + 1]] = [a, b];
      }
    }
  }
  return best;
}

/** How many pairs of links cross between the layers in this order. */
export function countCrossings(
  layers: readonly (readonly number[])[],
  links: readonly Link[],
): number {
  const place = new Map(layers.flatMap((nodes) => nodes.map((node, i) => [node, i] as const)));
  const layerOf = new Map(layers.flatMap((nodes, l) => nodes.map((node) => [node, l] as const)));
  const gaps = layers.map((): Link[] => []);
  for (const [from, to] of links) {
    gaps[layerOf.get(from) ?? 0]?.push([place.get(from) ?? 0, place.get(to) ?? 0]);
  }
  let crossings = 0;
  for (const gap of gaps) {
    gap.forEach(([a, b], i) => {
      for (let j = i + 1; j < gap.length; j++) {
        const [c, d] = gap[j] as Link;
        if ((a - c) * (b - d) < 0) crossings++;
      }
    });
  }
  return crossings;
}

function startingOrder(
  layerOf: readonly number[],
  before: readonly (readonly number[])[],
): number[][] {
  const layers = Array.from({ length: Math.max(-1, ...layerOf) + 1 }, (): number[] => []);
  const seen = new Set<number>();
  const roots = layerOf
    .map((_, node) => node)
    .sort((a, b) => (layerOf[b] ?? 0) - (layerOf[a] ?? 0));
  for (const root of roots) {
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      layers[layerOf[node] ?? 0]?.push(node);
      stack.push(...[...(before[node] ?? [])].reverse());
    }
  }
  return layers;
}

/** Sorts one layer after the other by the mean place of each node's neighbours in the layer sorted before. */
function sweepOnce(
  layers: readonly (readonly number[])[],
  neighbours: readonly (readonly number[])[],
  isForward: boolean,
): number[][] {
  const next: number[][] = [];
  const place = new Map<number, number>();
  const order = layers.map((_, l) => l);
  for (const l of isForward ? order : order.reverse()) {
    const pull = (node: number, i: number) =>
      mean(neighbours[node] ?? [], (other) => place.get(other)) ?? i;
    const sorted = (layers[l] ?? [])
      .map((node, i) => ({ node, pull: pull(node, i) }))
      .sort((a, b) => a.pull - b.pull)
      .map(({ node }) => node);
    sorted.forEach((node, i) => {
      place.set(node, i);
    });
    next[l] = sorted;
  }
  return next;
}
