import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  packCodes,
  packQuantized,
  unpackCodes,
  unpackQuantized,
} from "../../lib/compress/packCodes.js";
import { quantize } from "../../lib/compress/quantize.js";
import { storedBytes } from "../../lib/compress/storedBytes.js";
import { anyWeight } from "./anyWeight.js";

describe("packCodes", () => {
  it("puts two codes of 4 bits in a byte, the first below", () => {
    expect([...packCodes([1, 2, 15], 4)]).toEqual([0x21, 0x0f]);
    expect([...packCodes([1, 2, 3, 0], 2)]).toEqual([0b00111001]);
    expect([...packCodes([5, 6, 7], 3)]).toEqual([0b11110101, 0b1]);
  });

  it("brings every pair of 4-bit codes back", () => {
    for (let pair = 0; pair < 256; pair++) {
      const codes = [pair & 15, pair >> 4];
      expect([...packCodes(codes, 4)]).toEqual([pair]);
      expect([...unpackCodes(Uint8Array.of(pair), 4, 2)]).toEqual(codes);
    }
  });

  it("brings codes of 2 to 8 bits back, however many", () => {
    const codes = fc
      .integer({ min: 2, max: 8 })
      .chain((bits) =>
        fc.tuple(fc.constant(bits), fc.array(fc.integer({ min: 0, max: 2 ** bits - 1 }))),
      );
    fc.assert(
      fc.property(codes, ([bits, all]) => {
        const bytes = packCodes(all, bits);
        expect(bytes.length).toBe(Math.ceil((all.length * bits) / 8));
        expect([...unpackCodes(bytes, bits, all.length)]).toEqual(all);
      }),
    );
  });

  it("refuses codes that do not fit, and bytes that are too few or many", () => {
    for (const code of [16, -1, 0.5, Number.NaN]) {
      expect(() => packCodes([3, code], 4)).toThrow(
        `packCodes: got the code ${code} at 1, want a whole number from 0 to 15`,
      );
    }
    expect(() => packCodes([0], 9)).toThrow("packCodes: got 9 bits, want");
    expect(() => unpackCodes(new Uint8Array(2), 4, 5)).toThrow(
      "unpackCodes: got 2 bytes, want 3 for 5 codes of 4 bits",
    );
  });
});

describe("packQuantized", () => {
  it("brings a weight back code for code, in the bytes that the arithmetic says", () => {
    for (const scheme of ["symmetric", "affine"] as const) {
      for (const [bits, bytes] of [
        [2, 16],
        [3, 24],
        [4, 32],
        [8, 64],
      ] as const) {
        const stored = quantize(anyWeight(bits, 16, 4), { bits, scheme, per: 8 });
        const packed = packQuantized(stored);
        expect(unpackQuantized(packed)).toEqual(stored);
        const zeros = scheme === "affine" ? 8 : 0;
        expect(storedBytes(packed)).toBe(bytes + 8 * 4 + zeros); // 64 codes, 8 groups
      }
    }
  });
});
