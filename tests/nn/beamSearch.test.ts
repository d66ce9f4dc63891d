import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beamSearch } from "../../lib/nn/beamSearch.js";
import { random } from "../../lib/tensor/random.js";

const [start, end] = [0, 1];
const greedy = { start, end, beams: 1, maxLength: 5, lengthPenalty: 0 };

/** Tables by the last token: what follows it. */
const from = (table: Record<number, number[]>) => async (prefixes: number[][]) =>
  prefixes.map((prefix) => (table[prefix.at(-1) as number] as number[]).map(Math.log));

describe("beam search", () => {
  // Token 2 looks best at first and then fades; token 3 leads to a likelier whole.
  const trap = from({
    0: [0, 0, 0.6, 0.4],
    2: [0, 0.4, 0.3, 0.3],
    3: [0, 0.9, 0.05, 0.05],
  });

  it("with one beam takes the best token each time", async () => {
    const [first] = await beamSearch(trap, greedy);
    expect(first?.tokens).toEqual([2]);
    expect(first?.logProbability).toBeCloseTo(Math.log(0.6 * 0.4), 12);
    expect(first?.ended).toBe(true);
  });

  it("with two finds the likelier sentence behind a worse start", async () => {
    const [first, second] = await beamSearch(trap, { ...greedy, beams: 2 });
    expect(first?.tokens).toEqual([3]);
    expect(first?.logProbability).toBeCloseTo(Math.log(0.4 * 0.9), 12);
    expect(second?.tokens).toEqual([2]);
  });

  it("stops at the longest length where nothing ends", async () => {
    const endless = from({ 0: [0, 0, 1], 2: [0, 0, 1] });
    const [only] = await beamSearch(endless, { ...greedy, maxLength: 3 });
    expect(only).toMatchObject({ tokens: [2, 2, 2], ended: false });
  });

  it("favours longer ones by the length penalty", async () => {
    const table = from({ 0: [0, 0.5, 0.5], 2: [0, 1, 0] });
    const short = await beamSearch(table, { ...greedy, beams: 2 });
    const long = await beamSearch(table, { ...greedy, beams: 2, lengthPenalty: 1 });
    expect(short[0]?.tokens).toEqual([]); // equal: the one that came first
    expect(long[0]?.tokens).toEqual([2]);
    expect(long[0]?.score).toBeCloseTo(Math.log(0.5) / (7 / 6), 12);
  });

  it("with enough beams finds what trying everything finds", async () => {
    const [V, maxLength] = [4, 4];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        async (seed, lengthPenalty) => {
          const rows = (prefix: readonly number[]) => {
            const stream = random(seed + prefix.reduce((hash, token) => 31 * hash + token + 1, 7));
            const weights = Array.from({ length: V }, () => stream.uniform() + 0.01);
            const sum = weights.reduce((total, w) => total + w, 0);
            return weights.map((w) => Math.log(w / sum));
          };
          const scores: number[] = [];
          const visit = (prefix: number[], logProbability: number) => {
            for (const [token, log] of rows(prefix).entries()) {
              const [length, sum] = [prefix.length, logProbability + log];
              if (token === end || length === maxLength)
                scores.push(sum / ((5 + length) / 6) ** lengthPenalty);
              else visit([...prefix, token], sum);
            }
          };
          visit([start], 0);
          const found = await beamSearch(async (prefixes) => prefixes.map(rows), {
            start,
            end,
            beams: V ** maxLength,
            maxLength,
            lengthPenalty,
          });
          expect(found[0]?.score).toBeCloseTo(Math.max(...scores), 10);
          expect(found.map(({ score }) => score)).toEqual(
            found.map(({ score }) => score).sort((a, b) => b - a),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it("refuses no beams and no length", async () => {
    await expect(beamSearch(trap, { ...greedy, beams: 0 })).rejects.toThrow(
      "beamSearch: got beams 0, want a positive whole number",
    );
    await expect(beamSearch(trap, { ...greedy, maxLength: 1.5 })).rejects.toThrow(
      "got maxLength 1.5",
    );
  });
});
