import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOut } from "../../lib/compute/wasm/shareOut.js";

describe("shareOut", () => {
  it("gives each thread as many whole grains as the others, or one more", () => {
    expect(shareOut(20, 6, 2)).toEqual([
      [0, 12],
      [12, 20],
    ]);
    expect(shareOut(7, 1, 3)).toEqual([
      [0, 3],
      [3, 5],
      [5, 7],
    ]);
    expect(shareOut(5, 6, 4)).toEqual([[0, 5]]);
    expect(shareOut(0, 1, 2)).toEqual([[0, 0]]);
  });

  it("leaves nothing out, gives nothing twice, and begins shares at grains only", () => {
    const anyWork = [fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 9 })] as const;
    fc.assert(
      fc.property(...anyWork, fc.integer({ min: 1, max: 6 }), (items, grain, threads) => {
        const shares = shareOut(items, grain, threads);
        expect(shares.length).toBeLessThanOrEqual(threads);
        expect(shares[0]?.[0]).toBe(0);
        expect(shares.at(-1)?.[1]).toBe(items);
        shares.forEach(([first, last], i) => {
          expect(last).toBeGreaterThan(first);
          expect(first % grain).toBe(0);
          expect(shares[i + 1]?.[0] ?? items).toBe(last);
        });
        const sizes = shares.map(([first, last]) => Math.ceil((last - first) / grain));
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
