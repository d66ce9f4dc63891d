import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inductionScores, previousTokenScores } from "../../lib/nn/headScores.js";
import { random } from "../../lib/tensor/random.js";

// Tokens 7 2 7 2. Head 1 reads the token before (the first reads itself); head 2 what followed the earlier copy.
const before = [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const after = [1, 0, 0, 0, 0.5, 0.5, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const read = { weights: [...before, ...after], tokens: [7, 2, 7, 2], heads: 2, length: 4 };

describe("head scores", () => {
  it("are those of paper", () => {
    expect(previousTokenScores(read)).toEqual([1, (0.5 + 1 + 1) / 3]);
    expect(inductionScores(read)).toEqual([1, 1]);
  });

  it("tell the two kinds of head apart where the copy is further back", () => {
    const tokens = [4, 5, 6, 4, 5];
    const one = (s: (t: number) => number) =>
      tokens.flatMap((_, t) => tokens.map((__, key) => Number(key === s(t))));
    const weights = [...one((t) => Math.max(0, t - 1)), ...one((t) => Math.max(0, t - 2))];
    const five = { weights, tokens, heads: 2, length: 5 };
    expect(previousTokenScores(five)).toEqual([1, 0.25]); // the second reads it at t = 1 only
    expect(inductionScores(five)).toEqual([0, 1]);
  });

  it("count every earlier copy, and no copy that comes later", () => {
    const tokens = [3, 3, 3];
    const weights = [0.2, 0.3, 0.5, 0.2, 0.3, 0.5, 0.2, 0.3, 0.5];
    const [score] = inductionScores({ weights, tokens, heads: 1, length: 3 });
    expect(score).toBeCloseTo((0.3 + 0.8) / 2, 12); // at t = 1 key 1; at t = 2 keys 1 and 2
  });

  it("lie between 0 and 1 when rows sum to 1, and are means over the sequences", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const stream = random(seed);
        const [B, H, T] = [2, 2, 6];
        const weights: number[] = [];
        for (let row = 0; row < B * H * T; row++) {
          const shares = Array.from({ length: T }, () => stream.uniform());
          const total = shares.reduce((sum, share) => sum + share, 0);
          weights.push(...shares.map((share) => share / total));
        }
        const tokens = [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5]; // as many copies in both
        const half = H * T * T;
        for (const scores of [previousTokenScores, inductionScores]) {
          const both = scores({ weights, tokens, heads: H, length: T });
          const one = scores({ weights: weights.slice(0, half), tokens: tokens.slice(0, T), heads: H, length: T }); // biome-ignore format: one line
          const two = scores({ weights: weights.slice(half), tokens: tokens.slice(T), heads: H, length: T }); // biome-ignore format: one line
          both.forEach((score, h) => {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
            expect(score).toBeCloseTo(((one[h] as number) + (two[h] as number)) / 2, 12);
          });
        }
      }),
    );
  });

  it("refuse what they cannot score", () => {
    expect(() => inductionScores({ ...read, tokens: [1, 2, 3, 4] })).toThrow(
      "inductionScores: none of the tokens can be scored, want at least one that was there before",
    );
    expect(() => previousTokenScores({ weights: [1], tokens: [1], heads: 1, length: 1 })).toThrow(
      "previousTokenScores: none of the tokens can be scored, want at least one after the first",
    );
    expect(() => previousTokenScores({ ...read, heads: 3 })).toThrow(
      "previousTokenScores: got 32 weights and 4 tokens, want B·H·T·T and B·T with H=3, T=4",
    );
    expect(() => inductionScores({ ...read, tokens: [1, 2, 3] })).toThrow(
      "inductionScores: got 32 weights and 3 tokens",
    );
  });
});
