import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBitmask, toBitmask } from "../../lib/compress/bitmask.js";
import { fromCsr, multiplyCsr, toCsr } from "../../lib/compress/csr.js";
import { applyMasks } from "../../lib/compress/masks.js";
import { patternMask } from "../../lib/compress/patternMask.js";
import { storedBytes } from "../../lib/compress/storedBytes.js";
import { fromTwoOfFour, toTwoOfFour } from "../../lib/compress/twoOfFour.js";
import { anyWeight, matrix } from "./anyWeight.js";

const byHand = matrix([
  [0, 5, 0],
  [7, 0, 0],
]);

const anyMatrix = fc
  .tuple(
    fc.integer(),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 9 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([seed, I, O, zeros]) => anyWeight(seed, I, O, zeros));

describe("compressed sparse rows", () => {
  it("stores what is not 0, neuron by neuron", () => {
    expect(toCsr(byHand)).toEqual({
      format: "csr",
      shape: [2, 3],
      values: Float32Array.of(7, 5),
      inputs: Uint16Array.of(1, 0),
      starts: Uint32Array.of(0, 1, 2, 2),
    });
    expect(storedBytes(toCsr(byHand))).toBe(2 * 4 + 2 * 2 + 4 * 4);
  });

  it("comes back number for number, whatever is in it", () => {
    fc.assert(
      fc.property(anyMatrix, (weight) => {
        expect(fromCsr(toCsr(weight))).toEqual(weight);
      }),
    );
  });

  it("takes six bytes a weight and four a neuron", () => {
    const weight = anyWeight(1, 300, 100, 0.9);
    const kept = weight.values.filter((v) => v !== 0).length;
    expect(storedBytes(toCsr(weight))).toBe(6 * kept + 4 * 101);
    expect(storedBytes(weight)).toBe(4 * 30_000);
  });

  it("takes longer indices where there are more inputs than two bytes can count", () => {
    const weight = { shape: [65_537, 1], values: new Float32Array(65_537) };
    weight.values[65_536] = 3;
    const csr = toCsr(weight);
    expect(csr.inputs).toEqual(Uint32Array.of(65_536));
    expect(fromCsr(csr)).toEqual(weight);
  });

  it("multiplies as the whole matrix does", () => {
    expect([...multiplyCsr(Float32Array.of(1, 2, 10, 20), toCsr(byHand))]).toEqual([
      14, 5, 0, 140, 50, 0,
    ]);
    fc.assert(
      fc.property(anyMatrix, fc.integer({ min: 1, max: 3 }), (weight, B) => {
        const [I, O] = weight.shape as [number, number];
        const x = anyWeight(9, B, I).values;
        const wanted = Array.from({ length: B * O }, (_, at) => {
          const [b, o] = [Math.floor(at / O), at % O];
          return Array.from(
            { length: I },
            (_, i) => (x[b * I + i] as number) * (weight.values[i * O + o] as number),
          ).reduce((sum, v) => sum + v, 0);
        });
        for (const [at, y] of multiplyCsr(x, toCsr(weight)).entries())
          expect(y).toBeCloseTo(wanted[at] as number, 4);
      }),
    );
    expect(() => multiplyCsr(new Float32Array(3), toCsr(byHand))).toThrow(
      "multiplyCsr: x has 3 numbers, want rows of 2",
    );
  });

  it("refuses what is no matrix or not finite", () => {
    expect(() => toCsr({ shape: [2], values: new Float32Array(2) })).toThrow(
      "toCsr: the weight has shape [2], want a matrix",
    );
    expect(() => toCsr(matrix([[Infinity]]))).toThrow("toCsr: the weight holds Infinity at 0");
  });
});

describe("a bitmask", () => {
  it("takes a bit a weight, and four bytes for each that is not 0", () => {
    const stored = toBitmask(byHand);
    expect(stored.bits).toEqual(Uint8Array.of(0b001010));
    expect(stored.values).toEqual(Float32Array.of(5, 7));
    expect(storedBytes(toBitmask(anyWeight(1, 30, 30)))).toBe(113 + 3600);
  });

  it("comes back number for number, whatever is in it", () => {
    fc.assert(
      fc.property(anyMatrix, (weight) => {
        expect(fromBitmask(toBitmask(weight))).toEqual(weight);
      }),
    );
  });
});

describe("two of four", () => {
  it("takes 2 bits and half the numbers", () => {
    const stored = toTwoOfFour(matrix([[0], [6], [0], [8]]));
    expect(stored.values).toEqual(Float32Array.of(6, 8));
    expect(stored.places).toEqual(Uint8Array.of(0b1101));
    const weight = anyWeight(1, 40, 10);
    const half = applyMasks({ weight }, { weight: patternMask(weight) }).weight as typeof weight;
    expect(storedBytes(toTwoOfFour(half))).toBe(800 + 50);
  });

  it("comes back number for number, empty groups included", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (seed, groups, O) => {
          const weight = anyWeight(seed, 4 * groups, O, 0.6);
          const half = applyMasks({ weight }, { weight: patternMask(weight) })
            .weight as typeof weight;
          expect(fromTwoOfFour(toTwoOfFour(half))).toEqual(half);
        },
      ),
    );
  });

  it("refuses a fuller matrix and groups that do not divide", () => {
    expect(() => toTwoOfFour(matrix([[1], [2], [3], [0]]))).toThrow(
      "toTwoOfFour: inputs 0 to 3 of neuron 0 have 3 weights besides 0, want at most 2; prune with patternMask first",
    );
    expect(() => toTwoOfFour(anyWeight(1, 6, 1))).toThrow(
      "toTwoOfFour: got 6 inputs, want a multiple of 4",
    );
  });
});
