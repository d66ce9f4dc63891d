import { describe, expect, it } from "vitest";
import { dequantize, quantize } from "../../lib/compress/quantize.js";
import {
  dequantizeWeights,
  quantizeWeights,
  totalBytes,
} from "../../lib/compress/quantizeWeights.js";
import { anyWeight } from "./anyWeight.js";

const bias = { shape: [8], values: new Float32Array(8) };
const weights = { w: anyWeight(1, 64, 8), bias, v: anyWeight(2, 8, 4) };

describe("quantizeWeights", () => {
  it("quantizes what is named, leaves the rest, and counts every byte", () => {
    const stored = quantizeWeights(weights, { w: { bits: 4, per: 32 }, v: { bits: 8 } });
    expect(stored.bias).toBe(bias);
    const back = dequantizeWeights(stored);
    expect(back.w).toEqual(dequantize(quantize(weights.w, { bits: 4, per: 32 })));
    expect(back.v).toEqual(dequantize(quantize(weights.v, { bits: 8 })));
    expect(back.bias).toBe(bias);
    expect(totalBytes(weights)).toBe(4 * (512 + 8 + 32));
    expect(totalBytes(stored)).toBe(512 / 2 + 16 * 4 + 8 * 4 + 32 + 4 * 4);
  });

  it("refuses a name that is not there", () => {
    expect(() => quantizeWeights(weights, { u: { bits: 8 } })).toThrow(
      'quantizeWeights: got the name "u", want one of w, bias, v',
    );
  });
});
