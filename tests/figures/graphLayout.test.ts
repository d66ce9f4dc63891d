import fc from "fast-check";
import { expect, test } from "vitest";
import { graphLayout } from "../../lib/figures/graphLayout.js";
import { countCrossings, orderLayers } from "../../lib/figures/orderLayers.js";

const sizes = { nodeWidth: 100, nodeHeight: 60, layerGap: 50, rowGap: 20 };

/** Seeded acyclic graphs: every edge goes from a lower to a higher index, and may come twice. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 60 })
      .map((pairs) =>
        pairs
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as [number, number]),
      ),
  }),
);

test("a·b + c: the operands stand left of what they make, c beside its use", () => {
  // nodes a b c ab sum
  const edges = [
    [0, 3],
    [1, 3],
    [3, 4],
    [2, 4],
  ] as const;
  const { nodes, width, height } = graphLayout(5, edges, sizes);
  expect(nodes.map((n) => n.layer)).toEqual([0, 0, 1, 1, 2]);
  expect(nodes.map((n) => n.x)).toEqual([0, 0, 150, 150, 300]);
  expect(width).toBe(400);
  expect(height).toBeGreaterThanOrEqual(140);
  const middle = ((nodes[0]?.y ?? 0) + (nodes[1]?.y ?? 0)) / 2;
  expect(Math.abs((nodes[3]?.y ?? 0) - middle)).toBeLessThan(sizes.nodeHeight / 4);
});

test("one node is a box at the origin, and no node is an empty drawing", () => {
  const one = graphLayout(1, [], sizes);
  expect([one.width, one.height, one.nodes]).toEqual([100, 60, [{ layer: 0, x: 0, y: 0 }]]);
  expect(graphLayout(0, [], sizes)).toMatchObject({ width: 0, height: 0, nodes: [] });
});

test("every edge goes to the right, from its source's right side to its target's left side", () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const layout = graphLayout(count, edges, sizes);
      edges.forEach(([from, to], e) => {
        const [source, target] = [layout.nodes[from], layout.nodes[to]];
        expect(target?.layer ?? 0).toBeGreaterThan(source?.layer ?? 0);
        const passages = layout.edges[e] ?? [];
        expect(passages[0]?.[0]).toBe((source?.x ?? 0) + sizes.nodeWidth);
        expect(passages.at(-1)?.[0]).toBe(target?.x);
        for (const [box, [, y]] of [
          [source, passages[0] ?? [0, 0]],
          [target, passages.at(-1) ?? [0, 0]],
        ] as const) {
          expect(y).toBeGreaterThanOrEqual((box?.y ?? 0) - 1e-6);
          expect(y).toBeLessThanOrEqual((box?.y ?? 0) + sizes.nodeHeight + 1e-6);
        }
      });
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("boxes of one layer never overlap, and all lie inside the drawing", () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const { nodes, width, height } = graphLayout(count, edges, sizes);
      nodes.forEach((a, i) => {
        expect(a.x).toBeGreaterThanOrEqual(0);
        expect(a.x + sizes.nodeWidth).toBeLessThanOrEqual(width);
        expect(a.y).toBeGreaterThanOrEqual(-1e-6);
        expect(a.y + sizes.nodeHeight).toBeLessThanOrEqual(height + 1e-6);
        for (const b of nodes.slice(i + 1)) {
          if (a.layer !== b.layer) continue;
          const apart = Math.abs(a.y - b.y);
          expect(apart).toBeGreaterThanOrEqual(sizes.nodeHeight + sizes.rowGap - 1e-6);
        }
      });
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("the order has every node once, each after all that it is made of", () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const { order } = graphLayout(count, edges, sizes);
      expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      const place = new Map(order.map((node, i) => [node, i]));
      for (const [from, to] of edges) {
        expect(place.get(from) ?? 0).toBeLessThan(place.get(to) ?? -1);
      }
    }),
    { seed: 3, numRuns: 60 },
  );
});

test("an edge across layers passes between them without touching a box", () => {
  // 0 → 1 → 2 → 3 and 0 → 3
  const edges = [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
  ] as const;
  const { nodes, edges: drawn } = graphLayout(4, edges, sizes);
  const long = drawn[3] ?? [];
  expect(long.length).toBe(6);
  for (const [x, y] of long.slice(1, -1)) {
    for (const box of nodes) {
      const isInside = x >= box.x && x <= box.x + 100 && y > box.y && y < box.y + 60;
      expect(isInside).toBe(false);
    }
  }
});

test("two edges between the same nodes are drawn apart", () => {
  const { edges } = graphLayout(
    2,
    [
      [0, 1],
      [0, 1],
    ],
    sizes,
  );
  expect(edges[0]?.[0]?.[1]).not.toBe(edges[1]?.[0]?.[1]);
  expect(edges[0]?.[1]?.[1]).not.toBe(edges[1]?.[1]?.[1]);
});

test("sweeping finds the fewest crossings of all orders of a small tangled graph", () => {
  const layerOf = [0, 0, 0, 0, 1, 1, 1, 2, 2];
  const links = [
    [0, 4],
    [3, 5],
    [1, 6],
    [2, 6],
    [1, 4],
    [2, 5],
    [4, 7],
    [5, 7],
    [6, 8],
    [4, 8],
  ] as const;
  const orders = (nodes: number[]): number[][] =>
    nodes.length < 2
      ? [nodes]
      : nodes.flatMap((n) => orders(nodes.filter((m) => m !== n)).map((rest) => [n, ...rest]));
  const all = orders([0, 1, 2, 3]).flatMap((first) =>
    orders([4, 5, 6]).flatMap((second) =>
      orders([7, 8]).map((third) => countCrossings([first, second, third], links)),
    ),
  );
  expect(countCrossings(orderLayers(layerOf, links), links)).toBe(Math.min(...all));
});

test("a tree is drawn without crossings, and a crossed start is untangled", () => {
  // A complete binary tree of 15 nodes whose leaves come in a shuffled order.
  const leaves = [3, 0, 6, 1, 7, 2, 5, 4];
  const layerOf = [...leaves.map(() => 0), 1, 1, 1, 1, 2, 2, 3];
  const links = [
    ...leaves.map((leaf, i) => [leaf, 8 + Math.floor(i / 2)] as const),
    ...([
      [8, 13],
      [9, 12],
      [10, 13],
      [11, 12],
      [12, 14],
      [13, 14],
    ] as const),
  ];
  const asGiven = [0, 1, 2, 3].map((l) => layerOf.flatMap((x, node) => (x === l ? [node] : [])));
  expect(countCrossings(asGiven, links)).toBeGreaterThan(5);
  expect(countCrossings(orderLayers(layerOf, links), links)).toBe(0);
});

test("40 nodes are laid out within a second", () => {
  const edges = Array.from({ length: 39 }, (_, i) => [
    [i, i + 1],
    [Math.floor(i / 2), i + 1],
  ]).flat() as [number, number][];
  const start = performance.now();
  graphLayout(40, edges, sizes);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a cycle and an edge to nowhere are refused", () => {
  expect(() =>
    graphLayout(
      3,
      [
        [0, 1],
        [1, 2],
        [2, 1],
      ],
      sizes,
    ),
  ).toThrow("graphLayout: 2 of 3 nodes lie on a circle");
  expect(() => graphLayout(2, [[0, 5]], sizes)).toThrow(
    "graphLayout: the edge 0 → 5 is not between 2 nodes",
  );
});
