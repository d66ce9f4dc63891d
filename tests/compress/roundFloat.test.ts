import { describe, expect, it } from "vitest";
import {
  bfloat16,
  float16,
  floatParts,
  roundFloat,
  toSixteenBits,
} from "../../lib/compress/roundFloat.js";
import { bfloat16ToFloat32, float16ToFloat32, fromFloat16 } from "../../lib/files/halfFloats.js";
import goldens from "../golden/quantization.json";

describe("roundFloat", () => {
  it("knows where half precision ends, above, below and between", () => {
    const half = (value: number) => roundFloat(value, float16);
    expect([2049, 65520, 1e-8].map(half)).toEqual([2048, Infinity, 0]);
    expect(half(6e-8)).toBe(2 ** -24); // 5.96e-8
    expect(roundFloat(1e-8, bfloat16)).toBeCloseTo(1e-8, 10);
    expect(roundFloat(1e-8, bfloat16)).toBeGreaterThan(0);
  });

  it("has PyTorch's numbers and bits", () => {
    const [golden] = goldens.filter(({ kind }) => kind === "floats") as unknown as [
      { x: number[]; half: string[]; bfloat: string[]; halfBits: number[]; bfloatBits: number[] },
    ];
    const numbers = (texts: string[]) => texts.map((t) => Number(t.replace("inf", "Infinity")));
    const { x, half, bfloat, halfBits, bfloatBits } = golden;
    expect(x.map((value) => roundFloat(value, float16))).toEqual(numbers(half));
    expect(x.map((value) => roundFloat(value, bfloat16))).toEqual(numbers(bfloat));
    expect([...toSixteenBits(Float32Array.from(x), float16)]).toEqual(halfBits);
    expect([...toSixteenBits(Float32Array.from(x), bfloat16)]).toEqual(bfloatBits);
  });

  it("leaves every number that is in the format as it is, bit for bit", () => {
    const all = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);
    const number = (bits: number, width: number) => (bits & 0x7fff) <= 0x7fff - 2 ** width + 1;
    for (const [format, values, width] of [
      [float16, float16ToFloat32(all), 10],
      [bfloat16, bfloat16ToFloat32(all), 7],
    ] as const) {
      const wrong = toSixteenBits(values, format).findIndex(
        (bits, i) => number(i, width) && bits !== i,
      );
      expect(wrong).toBe(-1);
    }
  });

  it("keeps what is not a number, and the sign of 0", () => {
    expect(roundFloat(Number.NaN, float16)).toBeNaN();
    expect(fromFloat16(floatParts(Number.NaN, float16).bits)).toBeNaN();
    expect(roundFloat(-Infinity, bfloat16)).toBe(-Infinity);
    expect(floatParts(-0, float16)).toEqual({ sign: 1, exponent: 0, fraction: 0, bits: 0x8000 });
    expect(floatParts(1, float16)).toEqual({ sign: 0, exponent: 15, fraction: 0, bits: 0x3c00 });
  });
});
