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
  let layers = startingOrder(layerOf, links);
  let best = layers;
  let fewest = countCrossings(layers, links);
  for (let sweep = 0; sweep < 12 && fewest > 0; sweep++) {
    layers = sweepOnce(layers, links, sweep % 2 === 0);
    const crossings = countCrossings(layers, links);
    if (crossings < fewest) [best, fewest] = [layers, crossings];
  }
  return best;
}

/** How many pairs of links cross between the layers in this order. */
export function countCrossings(
  layers: readonly (readonly number[])[],
  links: readonly Link[],
): number {
  const place = places(layers);
  const layerOf = new Map(layers.flatMap((nodes, l) => nodes.map((node) => [node, l] as const)));
  let crossings = 0;
  links.forEach(([a, b], i) => {
    for (const [c, d] of links.slice(i + 1)) {
      if (layerOf.get(a) !== layerOf.get(c)) continue;
      const [left, right] = [place(a) - place(c), place(b) - place(d)];
      if (left * right < 0) crossings++;
    }
  });
  return crossings;
}

function startingOrder(layerOf: readonly number[], links: readonly Link[]): number[][] {
  const layers = Array.from({ length: Math.max(-1, ...layerOf) + 1 }, (): number[] => []);
  const makers = layerOf.map((): number[] => []);
  for (const [from, to] of links) makers[to]?.push(from);
  const seen = new Set<number>();
  const last = layerOf.map((_, node) => node).sort((a, b) => (layerOf[b] ?? 0) - (layerOf[a] ?? 0));
  for (const root of last) {
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      layers[layerOf[node] ?? 0]?.push(node);
      stack.push(...[...(makers[node] ?? [])].reverse());
    }
  }
  return layers;
}

function sweepOnce(
  layers: readonly (readonly number[])[],
  links: readonly Link[],
  forward: boolean,
): number[][] {
  const next = layers.map((nodes) => [...nodes]);
  const indices = next.map((_, l) => l);
  for (const l of forward ? indices.slice(1) : indices.slice(0, -1).reverse()) {
    const place = places(next);
    const pull = new Map(
      next[l]?.map((node) => {
        const others = links.flatMap(([from, to]) => {
          if (forward) return to === node ? [from] : [];
          return from === node ? [to] : [];
        });
        return [node, mean(others, place) ?? place(node)] as const;
      }),
    );
    next[l]?.sort((a, b) => (pull.get(a) ?? 0) - (pull.get(b) ?? 0));
  }
  return next;
}

function places(layers: readonly (readonly number[])[]): (node: number) => number {
  const place = new Map(layers.flatMap((nodes) => nodes.map((node, i) => [node, i] as const)));
  return (node) => place.get(node) ?? 0;
}
