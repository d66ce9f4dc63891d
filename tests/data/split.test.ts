import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DataError } from "../../lib/data/dataError.js";
import { split } from "../../lib/data/split.js";

const count = (labels: Int32Array, rows: Int32Array, label: number) =>
  rows.filter((row) => labels[row] === label).length;

describe("split", () => {
  it("holds out a quarter of each class", () => {
    const labels = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    const { training, heldOut } = split(labels, { seed: 1 });
    expect([0, 1].map((label) => count(labels, heldOut, label))).toEqual([1, 2]);
    expect([0, 1].map((label) => count(labels, training, label))).toEqual([3, 6]);
  });

  it("trains on the only row of a class", () => {
    const { training, heldOut } = split(Int32Array.of(0, 0, 1), { seed: 1 });
    expect([...training]).toContain(2);
    expect(heldOut).toHaveLength(1);
  });

  it("is a partition in which every class gives its share to within one row", () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 6, maxLength: 80 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.integer(),
      (classes, share, seed) => {
        const labels = Int32Array.from(classes);
        const { training, heldOut } = split(labels, { seed, share });
        const all = [...training, ...heldOut].sort((a, b) => a - b);
        expect(all).toEqual([...labels.keys()]);
        for (const label of new Set(labels)) {
          const size = classes.filter((other) => other === label).length;
          const held = count(labels, heldOut, label);
          expect(Math.abs(held - size * share)).toBeLessThanOrEqual(1);
          if (size > 1) expect(held).toBeGreaterThanOrEqual(1);
          expect(held).toBeLessThan(size);
        }
      },
    );
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it("repeats with the same seed, changes with another, and mixes the classes", () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => Number(i >= 50));
    const { training, heldOut } = split(labels, { seed: 1 });
    expect(split(labels, { seed: 1 })).toEqual({ training, heldOut });
    expect(split(labels, { seed: 2 }).heldOut).not.toEqual(heldOut);
    expect(new Set(training.subarray(0, 10).map((row) => labels[row] as number)).size).toBe(2);
    expect([...heldOut]).not.toEqual([...heldOut].sort((a, b) => a - b));
  });

  it("splits 200,000 rows", () => {
    expect(split(new Int32Array(200_000), { seed: 1 }).heldOut).toHaveLength(50_000);
  });

  it.each([0, 1, -0.1, Number.NaN])("refuses a share of %d", (share) => {
    expect(() => split(Int32Array.of(0, 0), { seed: 1, share })).toThrow(
      `split: share is ${share}, want a number above 0 and below 1`,
    );
  });

  it("says when no class has two rows", () => {
    expect(() => split(Int32Array.of(0, 1, 2), { seed: 1 })).toThrow(
      new DataError(
        "No class has two rows, so none can be held out for testing. Add rows, or choose another target.",
      ),
    );
  });
});
