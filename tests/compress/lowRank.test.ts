import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activationSvd } from "../../lib/compress/activationSvd.js";
import { svd } from "../../lib/compress/svd.js";
import { factorCosts, multiplied, truncate, truncationError } from "../../lib/compress/truncate.js";
import type { Weight } from "../../lib/compress/weights.js";
import goldens from "../golden/lowRank.json" with { type: "json" };
import { anyWeight, matrix } from "./anyWeight.js";

const weightOf = ({ shape, values }: { shape: number[]; values: number[] }): Weight => ({
  shape,
  values: Float32Array.from(values),
});

/** The Frobenius norm of X (a - b), or of a - b. */
function distance(a: Weight, b: Weight, x?: Weight): number {
  const difference = {
    shape: a.shape,
    values: a.values.map((v, i) => v - (b.values[i] as number)),
  };
  return Math.hypot(...(x ? multiplied({ a: x, b: difference }) : difference).values);
}

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-5): void {
  expect(got.length).toBe(wanted.length);
  for (let i = 0; i < got.length; i++) {
    expect(Math.abs((got[i] as number) - (wanted[i] as number))).toBeLessThan(tolerance);
  }
}

describe("svd and truncate", () => {
  it("keep the larger of two crossed directions", () => {
    const found = svd(
      matrix([
        [3, 0],
        [0, 4],
      ]),
    );
    expectNear(found.s, [4, 3], 1e-12);
    expectNear(multiplied(truncate(found, 1)).values, [0, 0, 0, 4]);
    expect(truncationError(found, 1)).toBeCloseTo(3, 12);
    expect(truncationError(found, 0)).toBeCloseTo(5, 12);
    expect(truncationError(found, 2)).toBe(0);
  });

  it.each(goldens)("agree with PyTorch on $weight.shape at rank $rank", (golden) => {
    const weight = weightOf(golden.weight);
    const found = svd(weight);
    expectNear(found.s, golden.singular);
    const made = multiplied(truncate(found, golden.rank));
    expectNear(made.values, golden.best.values);
    expect(truncationError(found, golden.rank)).toBeCloseTo(golden.error, 5);
    expect(distance(weight, made)).toBeCloseTo(golden.error, 5);
  });

  it("obey the law of Eckart and Young: the error is what was dropped, and no other factors do better", () => {
    const sizes = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(sizes, sizes, fc.nat(1000), fc.nat(1000), (I, O, seed, pick) => {
        const weight = anyWeight(seed, I, O);
        const found = svd(weight);
        const rank = 1 + (pick % Math.min(I, O));
        const best = truncate(found, rank);
        const error = distance(weight, multiplied(best));
        expect(Math.abs(error - truncationError(found, rank))).toBeLessThan(1e-5);
        const moved = {
          a: best.a,
          b: {
            shape: best.b.shape,
            values: best.b.values.map((v, i) => v + 0.1 * Math.sin(i + seed)),
          },
        };
        expect(distance(weight, multiplied(moved))).toBeGreaterThanOrEqual(error - 1e-5);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it("take a matrix of zeros, whose singular values are 0", () => {
    const found = svd({ shape: [3, 2], values: new Float32Array(6) });
    expect([...found.s]).toEqual([0, 0]);
    expect([...multiplied(truncate(found, 1)).values]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("refuse ranks and matrices that make no sense", () => {
    const found = svd(anyWeight(1, 3, 5));
    for (const rank of [0, 4, 2.5, -1, Number.NaN]) {
      const says = `got rank ${rank}, want a whole number from 1 to 3`;
      expect(() => truncate(found, rank)).toThrow(`truncate: ${says}`);
      expect(() => factorCosts([3, 5], rank)).toThrow(`factorCosts: ${says}`);
    }
    expect(() => truncationError(found, 2.5)).toThrow("truncationError: got rank 2.5");
    const of = (...values: number[]) => ({
      shape: [1, values.length],
      values: Float32Array.from(values),
    });
    expect(() => svd(of())).toThrow("svd: the matrix is empty, want at least one number");
    expect(() => svd(of(1, Number.NaN), "c_fc")).toThrow("svd: c_fc holds NaN at 1");
    expect(() => svd(of(-Infinity))).toThrow("svd: the matrix holds -Infinity at 0");
    expect(() => svd({ shape: [2], values: new Float32Array(2) })).toThrow(
      "svd: the matrix has shape [2]",
    );
  });
});

describe("factorCosts", () => {
  it("counts both thin matrices, and says where nothing is saved", () => {
    expect(factorCosts([300, 100], 10)).toEqual({
      parameters: { whole: 30_000, factored: 4_000 },
      flops: { whole: 60_000, factored: 8_000 },
      breakEven: 75,
    });
    const { a, b } = truncate(svd(anyWeight(2, 6, 4)), 3);
    expect(a.values.length + b.values.length).toBe(factorCosts([6, 4], 3).parameters.factored);
  });
});

describe("activationSvd", () => {
  it("keeps the weight that the inputs use, where the plain SVD keeps the larger one", () => {
    const weight = matrix([
      [3, 0],
      [0, 4],
    ]);
    const inputs = matrix([
      [10, 0],
      [0, 1],
    ]);
    const made = multiplied(activationSvd(weight, inputs, { rank: 1, damping: 0 }));
    expectNear(made.values, [3, 0, 0, 0]);
  });

  it.each(goldens)("agrees with PyTorch on $weight.shape at rank $rank", (golden) => {
    const [weight, inputs] = [weightOf(golden.weight), weightOf(golden.inputs)];
    const made = multiplied(activationSvd(weight, inputs, { rank: golden.rank, damping: 0 }));
    expectNear(made.values, golden.aware.values, 1e-4);
    const error = distance(weight, made, inputs);
    expect(Math.abs(error - golden.outputError)).toBeLessThan(1e-4 * (1 + golden.outputError));
    expect(error).toBeLessThanOrEqual(golden.plainOutputError + 1e-4);
  });

  it("takes inputs that are always 0, and refuses them without damping", () => {
    const weight = anyWeight(3, 3, 4);
    const inputs = matrix([
      [1, 0, 2],
      [2, 0, -1],
    ]);
    const made = multiplied(activationSvd(weight, inputs, { rank: 2 }));
    expect(distance(weight, made, inputs)).toBeLessThan(0.01);
    expect(() => activationSvd(weight, inputs, { rank: 2, damping: 0 })).toThrow(
      "activationSvd: the inputs depend on each other; want damping above 0, or more than 2 of them",
    );
  });

  it("refuses what does not fit", () => {
    const weight = anyWeight(3, 3, 4);
    const inputs = anyWeight(4, 9, 3);
    expect(() => activationSvd(weight, anyWeight(4, 9, 2), { rank: 1 })).toThrow(
      "activationSvd: the inputs have 2 columns, want 3",
    );
    expect(() => activationSvd(weight, inputs, { rank: 4 })).toThrow(
      "activationSvd: got rank 4, want a whole number from 1 to 3",
    );
    expect(() => activationSvd(weight, inputs, { rank: 1, damping: -1 })).toThrow("got damping -1");
    inputs.values[2] = Infinity;
    expect(() => activationSvd(weight, inputs, { rank: 1 })).toThrow(
      "the inputs holds Infinity at 2",
    );
  });
});
