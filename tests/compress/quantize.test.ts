import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrateRange } from "../../lib/compress/calibrateRange.js";
import { dequantize, type Quantized, quantize } from "../../lib/compress/quantize.js";
import goldens from "../golden/quantization.json";
import { anyWeight, matrix } from "./anyWeight.js";

const byHand = matrix([
  [0.5, -1],
  [0.1, 3],
]);
const ofKind = (kind: string) => goldens.filter((golden) => golden.kind === kind);
const numbers = (values: readonly number[]) => Float32Array.from(values);
const errors = (weight: { values: Float32Array }, stored: Quantized) =>
  dequantize(stored).values.map((value, n) => Math.abs(value - (weight.values[n] as number)));
const squares = (all: Float32Array) => all.reduce((sum, error) => sum + error ** 2, 0);

describe("quantize", () => {
  it("rounds four weights to whole numbers, by hand", () => {
    const whole = quantize(byHand, { bits: 3, per: "tensor" });
    expect(whole.scales).toEqual(Float32Array.of(1)); // 3 / 3
    expect([...whole.codes]).toEqual([0, -1, 0, 3]);
    const columns = quantize(byHand, { bits: 3 });
    expect(columns.scales).toEqual(Float32Array.of(0.5 / 3, 1));
    expect([...columns.codes]).toEqual([3, -1, 1, 3]);
    const shifted = quantize(byHand, { bits: 2, per: "tensor", scheme: "affine" });
    expect([...shifted.scales, ...(shifted.zeros as Uint8Array)]).toEqual([Math.fround(4 / 3), 1]);
    expect([...shifted.codes]).toEqual([1, 0, 1, 3]);
    const groups = quantize(byHand, { bits: 4, per: 1 });
    expect(groups.scales).toEqual(numbers([0.5, 1, 0.1, 3].map((value) => value / 7)));
    expect([...groups.codes]).toEqual([7, -7, 7, 7]);
  });

  it("has three values at 2 bits, which are ternary weights", () => {
    const { codes } = quantize(anyWeight(1, 16, 4), { bits: 2, calibration: "mse" });
    expect([...new Set(codes)].sort()).toEqual([-1, 0, 1]);
  });

  it("has the scales, zeros and codes of PyTorch's observers", () => {
    const cases = ofKind("stored");
    expect(cases).toHaveLength(4);
    for (const golden of cases) {
      const { x, bits, per, scale, zero, codes, values } = golden as unknown as {
        x: { shape: number[]; values: number[] };
        bits: number;
        per: "tensor" | "channel";
        scale: number[];
        zero: number[];
        codes: number[];
        values: number[];
      };
      const weight = { shape: x.shape, values: numbers(x.values) };
      const found = quantize(weight, { bits, per, scheme: "affine" });
      for (const [i, s] of found.scales.entries()) expect(s).toBeCloseTo(scale[i] as number, 6);
      expect([...(found.zeros as Uint8Array)], golden.name).toEqual(zero);
      expect([...found.codes], golden.name).toEqual(codes);
      for (const [i, v] of dequantize(found).values.entries()) {
        expect(v).toBeCloseTo(values[i] as number, 5);
      }
    }
  });

  it("is off by half a scale at most, keeps 0, and leaves its input, whatever the numbers", () => {
    const number = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0));
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 12, maxLength: 12 }),
        fc.integer({ min: 2, max: 8 }),
        fc.constantFrom("symmetric" as const, "affine" as const),
        fc.constantFrom("tensor" as const, "channel" as const, 2 as const, 1 as const),
        (values, bits, scheme, per) => {
          fc.pre(new Set(values.map((v) => v + 0)).size > 1);
          const weight = { shape: [4, 3], values: numbers(values) };
          const stored = quantize(weight, { bits, scheme, per });
          const scaleOf = (n: number) => {
            const group = { tensor: 0, channel: n % 3, 2: Math.floor(n / 6) * 3 + (n % 3), 1: n };
            return stored.scales[group[per]] as number;
          };
          for (const [n, error] of errors(weight, stored).entries()) {
            // An affine zero is rounded too, so an end may be off by a whole scale.
            const most = scheme === "symmetric" ? 0.5 : 1;
            expect(error).toBeLessThanOrEqual(scaleOf(n) * most * (1 + 1e-4));
            if (values[n] === 0) expect(error).toBe(0);
          }
          expect(weight.values).toEqual(numbers(values));
        },
      ),
    );
  });

  it("loses less with more bits, and with smaller groups", () => {
    const weight = anyWeight(3, 64, 8);
    const loss = (bits: number, per: "tensor" | "channel" | number) =>
      squares(errors(weight, quantize(weight, { bits, per })));
    const byBits = [2, 3, 4, 5, 6, 7, 8].map((bits) => loss(bits, "channel"));
    expect(byBits).toEqual(byBits.toSorted((a, b) => b - a));
    const bySharing = (["tensor", "channel", 32, 8] as const).map((per) => loss(4, per));
    expect(bySharing).toEqual(bySharing.toSorted((a, b) => b - a));
  });

  it("keeps a group that is 0 throughout, and one constant", () => {
    const weight = matrix([
      [0, 1],
      [0, 1],
    ]);
    for (const scheme of ["symmetric", "affine"] as const) {
      expect(dequantize(quantize(weight, { bits: 8, scheme })).values).toEqual(weight.values);
    }
  });

  it("refuses what cannot be, and says what came", () => {
    for (const bits of [0, 1, 9, 33, 2.5, Number.NaN, -4]) {
      expect(() => quantize(byHand, { bits })).toThrow(
        `quantize: got ${bits} bits, want a whole number from 2 to 8`,
      );
    }
    const broken = (values: number[], shape = [values.length, 1]) => ({
      shape,
      values: numbers(values),
    });
    const make =
      (weight: typeof byHand, options = {}) =>
      () =>
        quantize(weight, { bits: 8, ...options });
    expect(make(broken([]))).toThrow("quantize: the weight is empty, want at least one number");
    expect(make(broken([0.5, 0.5]))).toThrow(
      "quantize: the weight is 0.5 at all 2 places, want numbers that differ; keep that one number instead",
    );
    expect(make(broken([1, Number.NaN]))).toThrow("the weight holds NaN at 1, want finite numbers");
    expect(make(broken([1, -Infinity]))).toThrow("the weight holds -Infinity at 1");
    expect(make(broken([1, 2], [3]))).toThrow("has 2 numbers, want 3 for shape [3]");
    expect(make(anyWeight(1, 64, 2), { per: 48 })).toThrow(
      "quantize: got groups of 48 for 64 inputs, want a number from 1 to 64 that divides them",
    );
    for (const per of [0, -2, 1.5, Number.NaN, "row" as "channel"]) {
      expect(make(byHand, { per })).toThrow(
        `quantize: got groups of ${per}, want "tensor", "channel" or a whole number of inputs from 1 to 2`,
      );
    }
    expect(make(broken([1, 2], [2]), { per: "channel" })).toThrow(
      "quantize: got shape [2] and a scale per channel, want two axes or more, or a scale per tensor",
    );
    expect(make(byHand, { scheme: "signed" })).toThrow(
      'quantize: got scheme "signed", want "symmetric" or "affine"',
    );
    expect(make(byHand, { calibration: "max" })).toThrow(
      'calibrateRange: got "max", want "minMax", "mse" or { percentile }',
    );
    for (const percentile of [49, 101, Number.NaN]) {
      expect(make(byHand, { calibration: { percentile } })).toThrow(
        `calibrateRange: got percentile ${percentile}, want a number from 50 to 100`,
      );
    }
  });
});

describe("calibrateRange", () => {
  const way = { bits: 8, scheme: "affine" } as const;

  it("has PyTorch's quantiles", () => {
    const [golden] = ofKind("quantile") as unknown as [
      { x: { values: number[] }; values: number[]; sizes: number[] },
    ];
    const x = numbers(golden.x.values);
    const [least, greatest] = calibrateRange(x, { percentile: 99 }, way);
    expect(least).toBeCloseTo(golden.values[0] as number, 5);
    expect(greatest).toBeCloseTo(golden.values[3] as number, 5);
    const [, size] = calibrateRange(x, { percentile: 90 }, { bits: 8, scheme: "symmetric" });
    expect(size).toBeCloseTo(golden.sizes[2] as number, 5);
    expect(calibrateRange(x, { percentile: 100 }, way)).toEqual(calibrateRange(x, "minMax", way));
  });

  it("cuts an outlier off where that is the smaller error, and nothing where it is not", () => {
    const weight = anyWeight(5, 256, 1);
    weight.values[7] = 12;
    const loss = (bits: number, calibration: "minMax" | "mse" | { percentile: number }) =>
      squares(errors(weight, quantize(weight, { bits, calibration })));
    expect(loss(3, "mse")).toBeLessThan(0.8 * loss(3, "minMax"));
    expect(loss(3, "mse")).toBeLessThanOrEqual(loss(3, { percentile: 99 }));
    expect(loss(8, "mse")).toBeLessThanOrEqual(loss(8, "minMax"));
    const even = Float32Array.of(-1, 1, -1, 1);
    expect(calibrateRange(even, "mse", { bits: 4, scheme: "symmetric" })).toEqual([-1, 1]);
  });
});
