import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ngramModel, ngramModelInSlices } from "../../lib/data/ngrams.js";
import { random } from "../../lib/tensor/random.js";

describe("an n-gram model", () => {
  const text = [0, 1, 0, 1, 0, 2]; // a b a b a c
  const letters = ngramModel(text, { order: 1, vocabSize: 4 });
  const pairs = ngramModel(text, { order: 2, vocabSize: 4 });

  it("of single tokens, by hand", () => {
    // 3, 2 and 1 of 6; three kinds; 1/4 each where nothing is known
    expect(letters.probability([], 0)).toBeCloseTo((3 + 3 / 4) / 9, 12);
    expect(letters.probability([0, 1], 2)).toBeCloseTo((1 + 3 / 4) / 9, 12);
    expect(letters.probability([], 3)).toBeCloseTo(3 / 4 / 9, 12);
  });

  it("of pairs, by hand", () => {
    const single = (1 + 3 / 4) / 9;
    expect(pairs.probability([0], 2)).toBeCloseTo((1 + 2 * single) / (3 + 2), 12); // a: b twice, c once
    expect(pairs.probability([1], 0)).toBeCloseTo((2 + (3 + 3 / 4) / 9) / (2 + 1), 12); // b: a twice
  });

  it("falls back where a context was never seen, or there is none", () => {
    expect(pairs.probability([3], 0)).toBe(letters.probability([], 0));
    expect(pairs.probability([], 1)).toBe(letters.probability([], 1));
  });

  it("measures bits, from the tokens before", () => {
    const wanted = -Math.log2(pairs.probability([], 0)) - Math.log2(pairs.probability([0], 1));
    expect(pairs.bitsPerToken([0, 1])).toBeCloseTo(wanted / 2, 12);
  });

  it("gives probabilities that sum to 1, and none that is 0", () => {
    const tokens = fc.array(fc.nat(4), { maxLength: 40 });
    fc.assert(
      fc.property(tokens, tokens, fc.integer({ min: 1, max: 5 }), (text, context, order) => {
        const model = ngramModel(text, { order, vocabSize: 5 });
        const all = [0, 1, 2, 3, 4].map((token) => model.probability(context, token));
        expect(all.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...all)).toBeGreaterThan(0);
      }),
    );
  });

  it("comes near the entropy rate of a chain whose entropy is known", () => {
    // From a token the next is one up with 0.9, one down with 0.1: 0.469 bits.
    const stream = random(2);
    const chain = [0];
    while (chain.length < 40_000) {
      const step = stream.uniform() < 0.9 ? 1 : 7;
      chain.push(((chain.at(-1) as number) + step) % 8);
    }
    const entropy = -(0.9 * Math.log2(0.9) + 0.1 * Math.log2(0.1));
    const [seen, heldOut] = [chain.slice(0, 30_000), chain.slice(30_000)];
    const bits = (order: number) => ngramModel(seen, { order, vocabSize: 8 }).bitsPerToken(heldOut);
    expect(bits(1)).toBeCloseTo(3, 1); // alone, all eight are as likely
    expect(Math.abs(bits(2) - entropy)).toBeLessThan(0.02);
    expect(bits(5)).toBeGreaterThanOrEqual(bits(2)); // a longer memory does not help here
    expect(bits(5) - entropy).toBeLessThan(0.1);
  });

  it("refuses what it cannot count", () => {
    expect(() => ngramModel([0], { order: 0, vocabSize: 2 })).toThrow(
      "got order 0, want a positive",
    );
    expect(() => ngramModel([0], { order: 2, vocabSize: 1.5 })).toThrow("got vocabSize 1.5");
    expect(() => ngramModel([0, 2], { order: 2, vocabSize: 2 })).toThrow(
      "ngramModel: token 1 is 2, want a whole number from 0 to 1",
    );
    expect(() => letters.probability([], -1)).toThrow("token 0 is -1");
    expect(() => letters.bitsPerToken([])).toThrow("got an empty text to predict");
  });

  it("is the same when it is counted in slices", async () => {
    const { integer } = random(4);
    const long = Array.from({ length: 1700 }, () => integer(6));
    const options = { order: 4, vocabSize: 6 };
    const [whole, sliced] = [ngramModel(long, options), await ngramModelInSlices(long, options)];
    const heldOut = Array.from({ length: 300 }, () => integer(6));
    expect(sliced.bitsPerToken(heldOut)).toBe(whole.bitsPerToken(heldOut));
    expect((await ngramModelInSlices([], options)).probability([], 1)).toBeCloseTo(1 / 6, 12);
    await expect(ngramModelInSlices([7], options)).rejects.toThrow("token 0 is 7");
    await expect(ngramModelInSlices(long, options, AbortSignal.abort())).rejects.toThrow();
  });
});
