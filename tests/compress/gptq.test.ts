import { describe, expect, it } from "vitest";
import { cholesky, invertPositive } from "../../lib/compress/cholesky.js";
import { gptq } from "../../lib/compress/gptq.js";
import { dequantize, type Quantized, quantize } from "../../lib/compress/quantize.js";
import type { Weight } from "../../lib/compress/weights.js";
import goldens from "../golden/gptq.json";
import { anyWeight, matrix } from "./anyWeight.js";

/** `A B` */
function product(a: Weight, b: Weight): Weight {
  const [N, K] = a.shape as [number, number];
  const O = b.shape[1] as number;
  const values = Float32Array.from({ length: N * O }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < K; k++) {
      const left = a.values[Math.floor(n / O) * K + k] as number;
      sum += left * (b.values[k * O + (n % O)] as number);
    }
    return sum;
  });
  return { shape: [N, O], values };
}

/** Squared error of the outputs. */
function outputError(x: Weight, weight: Weight, stored: Quantized): number {
  const [right, found] = [product(x, weight), product(x, dequantize(stored))];
  return found.values.reduce((sum, v, n) => sum + (v - (right.values[n] as number)) ** 2, 0);
}

describe("gptq", () => {
  it("moves the second weight by the first one's error where both inputs are always the same", () => {
    const weight = matrix([[0.4], [1]]);
    const inputs = matrix([
      [1, 1],
      [-2, -2],
    ]);
    const stored = gptq(weight, inputs, { bits: 2, dampening: 1e-6 });
    // Rounded alone, 0.4 + 1 would become 0 + 1; what the first loses the second cannot take up: 1 is its end.
    expect([...stored.codes]).toEqual([0, 1]);
    const other = gptq(matrix([[1], [0.4]]), inputs, { bits: 2, dampening: 1e-6 });
    expect([...other.codes]).toEqual([1, 0]);
    const both = matrix([[0.4], [0.4], [1]]);
    const three = gptq(
      both,
      matrix([
        [1, 1, 0],
        [0, 0, 1],
      ]),
      { bits: 2, dampening: 1e-6 },
    );
    expect([...three.codes]).toEqual([0, 1, 1]); // 0.4 + 0.4 is nearer to 1 than to 0
    expect([...quantize(both, { bits: 2 }).codes]).toEqual([0, 0, 1]);
  });

  it("has the codes and scales of PyTorch's algebra", () => {
    expect(goldens).toHaveLength(5);
    for (const { w, x, bits, group, codes, scales } of goldens) {
      const stored = gptq(matrix(w), matrix(x), { bits, per: group });
      expect([...stored.codes]).toEqual(codes);
      for (const [i, scale] of stored.scales.entries()) {
        expect(scale).toBeCloseTo(scales[i] as number, 6);
      }
    }
  });

  it("closes at least 40 % of what rounding to nearest loses at 3 bits on unseen inputs, over five seeds, less at 4", () => {
    // Measured: 41 to 48 % at 3 bits. The bar is for 3 bits; at 4 it is 34 to 47 %, so some seeds miss 40.
    for (const [bits, bar] of [
      [3, 0.4],
      [4, 0.3],
    ] as const) {
      for (const seed of [1, 2, 3, 4, 5]) {
        const weight = anyWeight(seed, 48, 16);
        const mixing = anyWeight(seed + 50, 48, 48);
        const [seen, unseen] = [seed + 10, seed + 20].map((s) =>
          product(anyWeight(s, 200, 48), mixing),
        ) as [Weight, Weight];
        const nearest = outputError(unseen, weight, quantize(weight, { bits }));
        const ours = outputError(unseen, weight, gptq(weight, seen, { bits }));
        expect(1 - ours / nearest).toBeGreaterThan(bar);
      }
    }
  });

  it("rounds to nearest where no input goes with another", () => {
    const weight = anyWeight(2, 6, 4);
    const identity = Array.from({ length: 6 }, (_, i) =>
      [0, 1, 2, 3, 4, 5].map((j) => Number(i === j)),
    );
    for (const options of [
      { bits: 3 },
      { bits: 4, per: 2 },
      { bits: 4, per: "tensor", scheme: "affine" },
      { bits: 5, scheme: "affine", calibration: "mse" },
    ] as const) {
      expect(gptq(weight, matrix(identity), options)).toEqual(quantize(weight, options));
    }
  });

  it("refuses what does not fit, and says what came", () => {
    const weight = anyWeight(1, 4, 2);
    const x = anyWeight(2, 9, 4);
    expect(() => gptq(weight, x, { bits: 1 })).toThrow("gptq: got 1 bits, want");
    expect(() => gptq(weight, x, { bits: 4, per: 3 })).toThrow(
      "gptq: got groups of 3 for 4 inputs",
    );
    expect(() => gptq(weight, anyWeight(2, 9, 3), { bits: 4 })).toThrow(
      "gptq: the inputs have 3 columns, want 4",
    );
    expect(() => gptq(weight, matrix([[0, 0, 0, 0]]), { bits: 4 })).toThrow(
      "gptq: the inputs are all 0, want some that are not",
    );
    expect(() => gptq(weight, matrix([[0, Number.NaN, 0, 0]]), { bits: 4 })).toThrow(
      "gptq: the matrix of inputs holds NaN at 1",
    );
    for (const dampening of [0, -1, Number.NaN]) {
      expect(() => gptq(weight, x, { bits: 4, dampening })).toThrow(
        `gptq: got dampening ${dampening}, want a number above 0, such as 0.01`,
      );
    }
  });
});

describe("cholesky", () => {
  it("factors and inverts a matrix by hand, and refuses one that is not positive definite", () => {
    expect([...cholesky(Float64Array.of(4, 2, 2, 5), 2)]).toEqual([2, 0, 1, 2]);
    const inverse = invertPositive(Float64Array.of(4, 2, 2, 5), 2);
    for (const [i, v] of [5, -2, -2, 4].entries()) expect(inverse[i]).toBeCloseTo(v / 16, 12);
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(
      "cholesky: got -3 under the root in row 1, want a positive definite matrix; more dampening makes it one",
    );
  });
});
