import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { magnitudeMasks } from "../../lib/compress/magnitudeMasks.js";
import { applyMasks, countKept, fullMasks, roundHalfEven } from "../../lib/compress/masks.js";
import { patternMask } from "../../lib/compress/patternMask.js";
import { cubicSparsity } from "../../lib/compress/pruningSchedule.js";
import { columnNorms, highest, rowNorms } from "../../lib/compress/unitScores.js";
import type { Weight } from "../../lib/compress/weights.js";
import goldens from "../golden/pruning.json";
import { anyWeight, matrix } from "./anyWeight.js";

const byHand = {
  w: matrix([
    [0.1, -0.9],
    [-0.4, 0.2],
  ]),
};

describe("magnitudeMasks", () => {
  it("lets the smallest of four weights go", () => {
    const masks = magnitudeMasks(byHand, { sparsity: 0.5, scope: "layer" });
    expect(masks).toEqual({ w: Uint8Array.of(0, 1, 1, 0) });
    expect(applyMasks(byHand, masks).w?.values).toEqual(Float32Array.of(0, -0.9, -0.4, 0));
  });

  it("compares all layers when global, and each with itself when not", () => {
    const weights = { a: matrix([[1, 2]]), b: matrix([[10, 20]]) };
    expect(magnitudeMasks(weights, { sparsity: 0.5, scope: "global" })).toEqual({
      a: Uint8Array.of(0, 0),
      b: Uint8Array.of(1, 1),
    });
    expect(magnitudeMasks(weights, { sparsity: 0.5, scope: "layer" })).toEqual({
      a: Uint8Array.of(0, 1),
      b: Uint8Array.of(0, 1),
    });
    expect(magnitudeMasks(weights, { sparsity: { b: 0.5 }, scope: "layer" })).toEqual({
      a: Uint8Array.of(1, 1),
      b: Uint8Array.of(0, 1),
    });
  });

  it("lets the earlier of equals go, and a zero like any small number", () => {
    const w = matrix([[3, 3, 3, 0]]);
    expect(magnitudeMasks({ w }, { sparsity: 0.5, scope: "global" }).w).toEqual(
      Uint8Array.of(0, 1, 1, 0),
    );
  });

  it("has PyTorch's masks: per layer, again within a mask, and global", () => {
    let seen = 0;
    for (const { kind, options, weights, masks } of goldens) {
      const named = (all: readonly { shape: number[]; values: number[] }[]) =>
        Object.fromEntries(
          all.map(({ shape, values }, i) => [`${i}`, { shape, values: Float32Array.from(values) }]),
        );
      const wanted = masks.map((mask) => Uint8Array.from(mask));
      const { sparsity = 0 } = options;
      if (kind === "layer" || kind === "global") {
        const found = magnitudeMasks(named(weights), { sparsity, scope: kind });
        expect(Object.values(found)).toEqual(wanted);
      } else if (kind === "within") {
        const one = named(weights.slice(1)); // "0", the same numbers
        const within = { "0": wanted[0] as Uint8Array };
        expect(magnitudeMasks(one, { sparsity: 0.5, scope: "layer" })).toEqual(within);
        expect(magnitudeMasks(one, { sparsity, scope: "global", within })).toEqual({
          "0": wanted[1],
        });
      } else continue;
      seen++;
    }
    expect(seen).toBe(8);
  });

  it("keeps exactly as many as asked, never a smaller one before a larger one, whatever the weights", () => {
    const number = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0));
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, sparsity) => {
          const w = { shape: [values.length], values: Float32Array.from(values) };
          const mask = magnitudeMasks({ w }, { sparsity, scope: "global" }).w as Uint8Array;
          const { kept, total } = countKept({ mask });
          expect(total - kept).toBe(roundHalfEven(sparsity * values.length));
          const sizes = (keep: number) =>
            [...w.values].map(Math.abs).filter((_, i) => mask[i] === keep);
          expect(Math.max(-1, ...sizes(0))).toBeLessThanOrEqual(Math.min(Infinity, ...sizes(1)));
        },
      ),
    );
  });

  it("never brings back what has gone", () => {
    const w = anyWeight(3, 8, 9);
    let masks = fullMasks({ w });
    for (const sparsity of [0.1, 0.4, 0.4, 0.9, 1]) {
      const next = magnitudeMasks(
        { w: anyWeight(4, 8, 9) },
        { sparsity, scope: "global", within: masks },
      );
      expect([...(next.w as Uint8Array)].every((keep, i) => !keep || masks.w?.[i])).toBe(true);
      masks = next;
    }
    expect(countKept(masks)).toEqual({ kept: 0, total: 72 });
  });

  it("refuses sparsities, scopes and weights that cannot be, and says which", () => {
    for (const sparsity of [-0.1, 1.01, Number.NaN, Infinity]) {
      expect(() => magnitudeMasks(byHand, { sparsity, scope: "global" })).toThrow(
        `magnitudeMasks: got sparsity ${sparsity}, want a number from 0 (keep everything) to 1 (keep nothing)`,
      );
    }
    expect(() => magnitudeMasks({}, { sparsity: 0.5, scope: "global" })).toThrow(
      "magnitudeMasks: got no weights, want at least one",
    );
    const broken = (values: number[], shape = [values.length]): { w: Weight } => ({
      w: { shape, values: Float32Array.from(values) },
    });
    expect(() => magnitudeMasks(broken([]), { sparsity: 0.5, scope: "layer" })).toThrow(
      "magnitudeMasks: w is empty, want at least one number",
    );
    expect(() =>
      magnitudeMasks(broken([1, Number.NaN]), { sparsity: 0.5, scope: "layer" }),
    ).toThrow("magnitudeMasks: w holds NaN at 1, want finite numbers. Did its training diverge?");
    expect(() => magnitudeMasks(broken([-Infinity]), { sparsity: 0.5, scope: "layer" })).toThrow(
      "w holds -Infinity at 0",
    );
    expect(() => magnitudeMasks(broken([1, 2], [3]), { sparsity: 0.5, scope: "layer" })).toThrow(
      "magnitudeMasks: w has 2 numbers, want 3 for shape [3]",
    );
    expect(() => magnitudeMasks(byHand, { sparsity: 0.5, scope: "each" as "layer" })).toThrow(
      'magnitudeMasks: got scope "each", want "global" or "layer"',
    );
    expect(() => magnitudeMasks(byHand, { sparsity: { v: 0.5 }, scope: "layer" })).toThrow(
      'magnitudeMasks: got a sparsity for "v", want one of w',
    );
    expect(() => magnitudeMasks(byHand, { sparsity: { w: 0.5 }, scope: "global" })).toThrow(
      "want one number when global",
    );
    const within = { w: Uint8Array.of(0, 0, 1, 1) };
    expect(() => magnitudeMasks(byHand, { sparsity: 0.25, scope: "layer", within })).toThrow(
      "magnitudeMasks: got sparsity 0.25, but 2 of 4 weights are gone already; want at least 0.5",
    );
    expect(() => applyMasks(byHand, { v: within.w })).toThrow('applyMasks: got a mask for "v"');
    expect(() => applyMasks(byHand, { w: Uint8Array.of(1) })).toThrow(
      "applyMasks: the mask of w has 1 places, want 4",
    );
  });

  it("leaves its input as it was", () => {
    const before = byHand.w.values.slice();
    applyMasks(byHand, magnitudeMasks(byHand, { sparsity: 1, scope: "global" }));
    expect(byHand.w.values).toEqual(before);
  });
});

describe("patternMask", () => {
  it("keeps the two largest of four inputs, for each neuron by itself", () => {
    const mask = patternMask(
      matrix([
        [1, -8],
        [-4, 7],
        [3, 6],
        [2, 5],
      ]),
    );
    expect([...mask]).toEqual([0, 1, 1, 1, 1, 0, 0, 0]);
  });

  it("has PyTorch's masks for 2:4, 1:4 and 4:8", () => {
    const cases = goldens.filter(({ kind }) => kind === "pattern");
    expect(cases).toHaveLength(3);
    for (const { options, weights, masks } of cases) {
      const [{ shape, values }] = weights as [{ shape: number[]; values: number[] }];
      const pattern = options as { keep: number; of: number };
      const mask = patternMask({ shape, values: Float32Array.from(values) }, pattern);
      expect([...mask]).toEqual(masks[0]);
    }
  });

  it("refuses groups that do not divide, and patterns that cannot be", () => {
    expect(() => patternMask(anyWeight(1, 6, 2))).toThrow(
      "patternMask: got 6 inputs in groups of 4, want groups that divide the inputs",
    );
    for (const [keep, of] of [
      [0, 4],
      [5, 4],
      [1.5, 4],
      [2, Number.NaN],
    ] as const) {
      expect(() => patternMask(anyWeight(1, 8, 2), { keep, of })).toThrow(
        `patternMask: got ${keep} of ${of}, want whole numbers, such as 2 of 4`,
      );
    }
    expect(() => patternMask({ shape: [4], values: new Float32Array(4) })).toThrow(
      "patternMask: the weight has shape [4], want a matrix [inputs, outputs]",
    );
  });
});

describe("cubicSparsity", () => {
  it("has seven eighths of its way behind it at half time", () => {
    const at = cubicSparsity({ final: 0.8, begin: 10, end: 30 });
    expect([0, 10, 30, 99].map(at)).toEqual([0, 0, 0.8, 0.8]);
    expect(at(20)).toBeCloseTo(0.7, 12);
    expect(cubicSparsity({ initial: 0.4, final: 0.8, begin: 0, end: 2 })(1)).toBeCloseTo(0.75, 12);
  });

  it("refuses sparsities and steps that cannot be", () => {
    const make = (change: object) => () =>
      cubicSparsity({ final: 0.8, begin: 0, end: 9, ...change });
    expect(make({ final: 1.5 })).toThrow("cubicSparsity: got sparsity 1.5");
    expect(make({ initial: -1 })).toThrow("cubicSparsity: got sparsity -1");
    expect(make({ initial: 0.9 })).toThrow(
      "got 0.9 at first and 0.8 at last, want a sparsity that does not fall",
    );
    expect(make({ end: 0 })).toThrow("got steps 0 to 0, want an end after the beginning");
    expect(make({ begin: Number.NaN })).toThrow("got steps NaN to 9");
  });
});

describe("scores of neurons", () => {
  it("chooses the neurons, and the inputs, that PyTorch keeps by their length", () => {
    const cases = goldens.filter(({ kind }) => kind === "neurons" || kind === "inputs");
    expect(cases).toHaveLength(2);
    for (const { kind, options, weights, masks } of cases) {
      const [{ shape, values }] = weights as [{ shape: [number, number]; values: number[] }];
      const weight = { shape, values: Float32Array.from(values) };
      const scores = kind === "neurons" ? columnNorms(weight) : rowNorms(weight);
      const kept = new Set(highest(scores, options.kept as number));
      const [, O] = shape;
      const mask = values.map((_, at) =>
        Number(kept.has(kind === "neurons" ? at % O : Math.floor(at / O))),
      );
      expect(mask).toEqual(masks[0]);
    }
  });

  it("keeps places in order, the later of equals, and refuses impossible counts", () => {
    expect([...highest([5, 1, 5, 5], 2)]).toEqual([2, 3]);
    expect([...highest([1, 9, 10, 8, 0, 0, 0, 0, 0, 0, 11], 3)]).toEqual([1, 2, 10]);
    for (const count of [0, 5, 1.5, Number.NaN]) {
      expect(() => highest([1, 2, 3], count)).toThrow(
        `highest: got ${count} to keep, want a whole number from 1 to 3`,
      );
    }
    expect(() => highest([1, Number.NaN], 1)).toThrow("highest: got the score NaN, want numbers");
  });
});

it("rounds halves to even numbers, as Python does", () => {
  expect([0.5, 1.5, 2.5, 2.4999, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3]);
});
