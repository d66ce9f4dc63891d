import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  associativeRecall,
  type RecallBatch,
  unboundOptimum,
} from "../../lib/data/associativeRecall.js";

const task = { letters: 6, digits: 5, pairs: 3, seed: 1 };
const rowOf = (numbers: Int32Array, b: number, N: number) => [
  ...numbers.subarray(b * N, (b + 1) * N),
];

describe("associative recall", () => {
  it("asks for one of its letters, whose digit is the answer", () => {
    const { letters, digits, asked, places, answers } = associativeRecall(task)(200);
    for (let b = 0; b < 200; b++) {
      const [row, beside] = [rowOf(letters, b, 3), rowOf(digits, b, 3)];
      expect(row.indexOf(asked[b] as number)).toBe(places[b]);
      expect(beside[places[b] as number]).toBe(answers[b]);
    }
    expect(new Set(places)).toEqual(new Set([0, 1, 2]));
    expect(new Set(letters).size).toBe(6); // each letter and each digit comes up
    expect(new Set(digits).size).toBe(5);
  });

  it("repeats no letter and no digit, and stays within its sizes", () => {
    const sizes = fc.record({
      K: fc.integer({ min: 1, max: 9 }),
      V: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(sizes, ({ K, V, seed }) => {
        const N = Math.min(K, V);
        const { letters, digits } = associativeRecall({ letters: K, digits: V, pairs: N, seed })(4);
        for (let b = 0; b < 4; b++) {
          expect(new Set(rowOf(letters, b, N)).size).toBe(N);
          expect(new Set(rowOf(digits, b, N)).size).toBe(N);
        }
        expect(Math.max(...letters)).toBeLessThan(K);
        expect(Math.max(...digits)).toBeLessThan(V);
      }),
      { seed: 7, numRuns: 50 },
    );
  });

  it("draws the same for the same seed, goes on with each call, and differs for another seed", () => {
    const [one, same, other] = [1, 1, 2].map((seed) => associativeRecall({ ...task, seed }));
    const first = one?.(5) as RecallBatch;
    expect(same?.(5)).toEqual(first);
    expect(other?.(5)).not.toEqual(first);
    expect(one?.(5)).not.toEqual(first);
  });

  it("is uniform: without the binding every digit of the sequence is as likely", () => {
    const { digits, answers } = associativeRecall(task)(6000);
    const smallest = Array.from(answers, (answer, b) =>
      Number(Math.min(...rowOf(digits, b, 3)) === answer),
    );
    const share = smallest.reduce((a, b) => a + b) / smallest.length;
    expect(Math.abs(share - unboundOptimum(3).accuracy)).toBeLessThan(4 * Math.sqrt(2 / 9 / 6000));
    expect(unboundOptimum(3).loss).toBeCloseTo(1.0986123, 6); // ln 3
    expect(unboundOptimum(1)).toEqual({ accuracy: 1, loss: 0 });
  });

  it.each([
    [{ ...task, letters: 0 }, "associativeRecall: got letters 0, want a positive whole number"],
    [{ ...task, pairs: 1.5 }, "associativeRecall: got pairs 1.5, want a positive whole number"],
    [
      { ...task, pairs: 6 },
      "associativeRecall: got 6 pairs of 6 letters and 5 digits, want no more pairs than either",
    ],
  ])("refuses sizes that cannot be: %o", (options, message) => {
    expect(() => associativeRecall(options)).toThrow(message);
  });
});
