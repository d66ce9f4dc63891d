import fc from "fast-check";
import { expect, test } from "vitest";
import { regionAt } from "../../lib/figures/paintRegions.js";
import { spacedPositions } from "../../lib/figures/spacedPositions.js";
import { thinLine } from "../../lib/figures/thinLine.js";

test("positions that are far enough apart stay where they are wanted", () => {
  expect(spacedPositions([0, 10, 30], [5, 5])).toEqual([0, 10, 30]);
});

test("two that want the same place share the move", () => {
  expect(spacedPositions([10, 10], [6])).toEqual([7, 13]);
});

test("spaced positions keep their order and gaps, and no nudge brings them nearer to what was wanted", () => {
  const items = fc.array(
    fc.record({ wanted: fc.integer({ min: 0, max: 100 }), gap: fc.integer({ min: 0, max: 20 }) }),
    {
      minLength: 2,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(items, (list) => {
      const wanted = list.map((i) => i.wanted);
      const gaps = list.slice(1).map((i) => i.gap);
      const placed = spacedPositions(wanted, gaps);
      const cost = (at: readonly number[]) =>
        at.reduce((sum, y, i) => sum + (y - (wanted[i] ?? 0)) ** 2, 0);
      const isApart = (at: readonly number[]) =>
        gaps.every((gap, i) => (at[i + 1] ?? 0) - (at[i] ?? 0) >= gap - 1e-9);
      expect(isApart(placed)).toBe(true);
      placed.forEach((y, i) => {
        for (const nudge of [-0.01, 0.01]) {
          const other = placed.with(i, y + nudge);
          if (isApart(other)) expect(cost(other)).toBeGreaterThanOrEqual(cost(placed) - 1e-9);
        }
      });
    }),
    { seed: 4, numRuns: 200 },
  );
});

test("a short line is left alone; a long one keeps its ends, its spikes and its gaps", () => {
  const short: [number, number][] = [
    [0, 1],
    [1, 2],
  ];
  expect(thinLine(short, 100)).toBe(short);
  const long = Array.from({ length: 5000 }, (_, i): [number, number] => [i, Math.sin(i / 300)]);
  long[1234] = [1234, 50];
  long[2345] = [2345, Number.NaN];
  const thin = thinLine(long, 100);
  expect(thin.length).toBeLessThanOrEqual(500);
  expect(thin[0]).toBe(long[0]);
  expect(thin.at(-1)).toBe(long.at(-1));
  expect(thin).toContain(long[1234]);
  expect(thin).toContain(long[2345]);
  expect(thin.map((p) => p[0])).toEqual(thin.map((p) => p[0]).toSorted((a, b) => a - b));
});

test("a point belongs to the most probable class of its grid square, the nearest one outside", () => {
  const grid = { columns: 2, rows: 2, xDomain: [0, 2] as const, yDomain: [10, 12] as const };
  const probabilities = [0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7];
  const at = (x: number, y: number) => regionAt(grid, probabilities, 2, x, y);
  expect([at(0.5, 10.5), at(1.5, 10.5), at(0.5, 11.5), at(1.5, 11.5)]).toEqual([0, 1, 0, 1]);
  expect([at(-9, 10), at(9, 99)]).toEqual([0, 1]);
});
