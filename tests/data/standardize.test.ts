import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitScale, standardize } from "../../lib/data/standardize.js";

const every = (rows: number) => Int32Array.from({ length: rows }, (_, i) => i);

describe("fitScale and standardize", () => {
  it("measures each column and makes 1 and 3 into −1 and 1", () => {
    const features = Float32Array.of(1, 10, 3, 30);
    const scale = fitScale(features, 2, every(2));
    expect([...scale.mean]).toEqual([2, 20]);
    expect([...scale.deviation]).toEqual([1, 10]);
    expect([...standardize(features, scale)]).toEqual([-1, -1, 1, 1]);
  });

  it("measures only the rows it is given", () => {
    const features = Float32Array.of(1, 3, 1000);
    const scale = fitScale(features, 1, Int32Array.of(0, 1));
    expect([...standardize(features, scale)]).toEqual([-1, 1, 998]);
  });

  it("leaves its input as it was", () => {
    const features = Float32Array.of(1, 3);
    standardize(features, fitScale(features, 1, every(2)));
    expect([...features]).toEqual([1, 3]);
  });

  it("turns a constant column into zeros, however large or rounded its value", () => {
    for (const value of [0, 0.1, 3.4e38]) {
      const features = new Float32Array(7).fill(value);
      const scale = fitScale(features, 1, every(7));
      expect(scale.deviation[0]).toBe(1);
      expect([...standardize(features, scale)]).toEqual(Array(7).fill(0));
    }
  });

  it("gives every column mean 0 and deviation 1", () => {
    const value = fc.float({ min: -1e6, max: 1e6, noNaN: true });
    const property = fc.property(
      fc.array(fc.tuple(value, value, value), { minLength: 2, maxLength: 40 }),
      (rows) => {
        const features = Float32Array.from(rows.flat());
        const scale = fitScale(features, 3, every(rows.length));
        const z = standardize(features, scale);
        for (let f = 0; f < 3; f++) {
          const column = z.filter((_, i) => i % 3 === f);
          const constant = new Set(rows.map((row) => row[f])).size === 1;
          const mean = column.reduce((a, b) => a + b, 0) / column.length;
          const variance = column.reduce((a, b) => a + (b - mean) ** 2, 0) / column.length;
          expect(mean).toBeCloseTo(0, 5);
          expect(variance).toBeCloseTo(constant ? 0 : 1, 4);
        }
      },
    );
    fc.assert(property, { seed: 1 });
  });

  it("refuses sizes that contradict each other, no rows, and rows that are not there", () => {
    const features = new Float32Array(5);
    expect(() => fitScale(features, 2, every(1))).toThrow(
      "fitScale: features has 5 numbers, want whole rows of 2",
    );
    expect(() => fitScale(features, 0, every(1))).toThrow("want whole rows of 0");
    expect(() => fitScale(features, 5, every(0))).toThrow("fitScale: got no rows");
    expect(() => fitScale(features, 5, Int32Array.of(0, 1))).toThrow(
      "fitScale: row 1 is outside the 1 rows of features",
    );
    const scale = { mean: new Float64Array(2), deviation: new Float64Array(2) };
    expect(() => standardize(features, scale)).toThrow(
      "standardize: features has 5 numbers, want whole rows of 2",
    );
  });
});
