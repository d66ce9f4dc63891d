import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batches } from "../../lib/data/batches.js";

const take = (rows: Int32Array, size: number, seed: number, count: number) => {
  const stream = batches(rows, { size, seed });
  return Array.from({ length: count }, () => [...stream.next().value]);
};

describe("batches", () => {
  it("cuts an epoch of five rows into two, two and one", () => {
    const sizes = take(Int32Array.of(5, 6, 7, 8, 9), 2, 1, 6).map((batch) => batch.length);
    expect(sizes).toEqual([2, 2, 1, 2, 2, 1]);
  });

  it("visits every row once an epoch, in a new order each time", () => {
    const property = fc.property(
      fc.uniqueArray(fc.nat(10_000), { minLength: 12, maxLength: 60 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer(),
      (ids, size, seed) => {
        const perEpoch = Math.ceil(ids.length / size);
        const stream = take(Int32Array.from(ids), size, seed, 2 * perEpoch);
        const epochs = [stream.slice(0, perEpoch).flat(), stream.slice(perEpoch).flat()];
        const sorted = (rows: number[]) => [...rows].sort((a, b) => a - b);
        for (const epoch of epochs) expect(sorted(epoch)).toEqual(sorted(ids));
        expect(epochs[0]).not.toEqual(epochs[1]);
        expect(epochs[0]).not.toEqual(ids);
      },
    );
    fc.assert(property, { seed: 1 });
  });

  it("repeats with the same seed and changes with another", () => {
    const rows = Int32Array.from({ length: 50 }, (_, i) => i);
    expect(take(rows, 7, 1, 20)).toEqual(take(rows, 7, 1, 20));
    expect(take(rows, 7, 1, 20)).not.toEqual(take(rows, 7, 2, 20));
  });

  it("refuses no rows and impossible sizes at once", () => {
    expect(() => batches(new Int32Array(), { size: 1, seed: 1 })).toThrow("batches: got no rows");
    for (const size of [0, 1.5, Number.NaN]) {
      expect(() => batches(Int32Array.of(1), { size, seed: 1 })).toThrow(
        `batches: size is ${size}, want a whole number above 0`,
      );
    }
  });
});
