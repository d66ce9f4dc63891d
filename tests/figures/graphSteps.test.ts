import { expect, test } from "vitest";
import { graphSteps } from "../../lib/figures/graphSteps.js";

// y = x·x + x at x = 3 (nodes x, s, y): dy/dx = 2·3 + 1 = 7
const order = [0, 1, 2];
const edges = [
  [0, 1],
  [0, 1],
  [1, 2],
  [0, 2],
] as const;
const locals = [3, 3, 1, 1];

test("the steps are inputs, operations in order, the seed, then each edge backwards once", () => {
  const { steps } = graphSteps(order, edges, locals);
  expect(steps.map((s) => s.phase).join(" ")).toBe(
    "inputs forward forward seed backward backward backward backward",
  );
  const carried = steps.flatMap((s) => (s.phase === "backward" ? [s.edge] : []));
  expect(carried).toEqual([2, 3, 0, 1]);
});

test("a shared node's gradient is the sum over its uses", () => {
  const { steps, states } = graphSteps(order, edges, locals);
  expect(states.at(-1)?.gradients).toEqual([7, 1, 1]);
  const sums = steps.flatMap((s) =>
    s.phase === "backward" ? [[s.before, s.upstream, s.after]] : [],
  );
  expect(sums).toEqual([
    [0, 1, 1],
    [0, 1, 1],
    [1, 1, 4],
    [4, 1, 7],
  ]);
});

test("a state shows only what its step has reached", () => {
  const { states } = graphSteps(order, edges, locals);
  expect(states[0]?.valueKnown).toEqual([true, false, false]);
  expect(states[1]?.valueKnown).toEqual([true, true, false]);
  expect(states[2]?.gradients).toEqual([undefined, undefined, undefined]);
  expect(states[3]?.gradients).toEqual([undefined, undefined, 1]);
});

test("a fault works in its own edge only, and what flows through it carries it on", () => {
  const wrongSign = (before: number, local: number, up: number) => before - local * up;
  const first = graphSteps(order, edges, locals, { edge: 0, apply: wrongSign });
  expect(first.states.at(-1)?.gradients).toEqual([1, 1, 1]); // 1 − 3 + 3
  const upstream = graphSteps(order, edges, locals, { edge: 2, apply: wrongSign });
  expect(upstream.states.at(-1)?.gradients).toEqual([-5, -1, 1]); // 1 − 3 − 3
});

test("what the output does not depend on gets no gradient", () => {
  const { states } = graphSteps([0, 1, 2], [[0, 2]], [5]);
  expect(states.at(-1)?.gradients).toEqual([5, undefined, 1]);
});

test("an empty graph has only its first step", () => {
  expect(graphSteps([], [], []).steps).toEqual([{ phase: "inputs" }]);
});
