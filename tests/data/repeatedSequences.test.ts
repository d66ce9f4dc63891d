import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repeatedSequences } from "../../lib/data/repeatedSequences.js";

const sizes = { vocabSize: 5, length: 7, shortest: 3, seed: 1 };

describe("repeatedSequences", () => {
  it("starts over after three tokens, and says what comes next even after the last", () => {
    const { tokens, next, periods } = repeatedSequences(sizes)(1);
    const [a, b, c] = tokens;
    expect([...tokens]).toEqual([a, b, c, a, b, c, a]);
    expect([...next]).toEqual([b, c, a, b, c, a, b]);
    expect(new Set([a, b, c]).size).toBe(3);
    expect([...periods]).toEqual([3]);
  });

  it("repeats from its period on, never sooner, for any sizes", () => {
    const cases = fc
      .record({ shortest: fc.integer({ min: 1, max: 6 }), more: fc.nat(4), seed: fc.nat() })
      .map(({ shortest, more, seed }) => ({ shortest, longest: shortest + more, seed }));
    fc.assert(
      fc.property(cases, fc.integer({ min: 11, max: 15 }), (config, length) => {
        const { tokens, next, periods } = repeatedSequences({ ...config, vocabSize: 12, length })(
          4,
        );
        for (const [b, period] of periods.entries()) {
          const row = [...tokens.subarray(b * length, (b + 1) * length)];
          expect(period).toBeGreaterThanOrEqual(config.shortest);
          expect(period).toBeLessThanOrEqual(config.longest);
          expect(new Set(row).size).toBe(period);
          row.forEach((token, t) => {
            expect(token).toBe(row[t % period]);
            expect(next[b * length + t]).toBe(row[(t + 1) % period]);
          });
        }
      }),
    );
  });

  it("makes the same sequences for the same seed, and new ones with each call", () => {
    const [one, other] = [repeatedSequences(sizes), repeatedSequences(sizes)];
    const first = one(20).tokens;
    expect(other(20).tokens).toEqual(first);
    expect(one(20).tokens).not.toEqual(first);
    expect(repeatedSequences({ ...sizes, seed: 2 })(20).tokens).not.toEqual(first);
  });

  it("uses every token and every period", () => {
    const draw = repeatedSequences({ vocabSize: 6, length: 9, shortest: 2, longest: 4, seed: 3 });
    const { tokens, periods } = draw(200);
    expect(new Set(tokens).size).toBe(6);
    expect([...new Set(periods)].sort()).toEqual([2, 3, 4]);
  });

  it.each([
    [{ vocabSize: 0 }, "repeatedSequences: got vocabSize 0, want a positive whole number"],
    [{ length: 2.5 }, "repeatedSequences: got length 2.5, want a positive whole number"],
    [
      { longest: 6 },
      "repeatedSequences: got runs of 3 to 6 different tokens of 5 in sequences of 7, want shortest <= longest <= vocabSize and longest < length",
    ],
    [
      { length: 3 },
      "repeatedSequences: got runs of 3 to 3 different tokens of 5 in sequences of 3, want",
    ],
    [{ longest: 2 }, "repeatedSequences: got runs of 3 to 2 different tokens"],
  ])("refuses %o", (change, message) => {
    expect(() => repeatedSequences({ ...sizes, ...change })).toThrow(message);
  });
});
