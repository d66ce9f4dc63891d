import { describe, expect, it } from "vitest";
import { noisyCounter, noisyCounterEntropy } from "../../lib/data/noisyCounter.js";

describe("the noisy counter", () => {
  it("counts in order where nothing disturbs it, and starts again after the last", () => {
    const { tokens, targets } = noisyCounter({ vocabSize: 4, order: 1, seed: 1 })(3, 9);
    for (const [i, token] of tokens.entries()) expect(targets[i]).toBe((token + 1) % 4);
  });

  it("tells as target what comes next in the same sequence", () => {
    const { tokens, targets } = noisyCounter({ vocabSize: 5, order: 0.5, seed: 2 })(20, 8);
    for (let i = 0; i < 160; i++) if (i % 8 < 7) expect(targets[i]).toBe(tokens[i + 1]);
  });

  it("has the entropy of its own frequencies", () => {
    const [V, order] = [8, 0.7];
    const { tokens, targets } = noisyCounter({ vocabSize: V, order, seed: 3 })(2000, 16);
    const q = order + (1 - order) / V;
    const surprise = Array.from(tokens, (token, i) =>
      targets[i] === (token + 1) % V ? -Math.log(q) : -Math.log((1 - order) / V),
    );
    const mean = surprise.reduce((a, b) => a + b) / surprise.length;
    expect(Math.abs(mean - noisyCounterEntropy(V, order))).toBeLessThan(0.03);
    expect(noisyCounterEntropy(8, 0)).toBeCloseTo(Math.log(8), 12);
    expect(noisyCounterEntropy(8, 1)).toBe(0);
  });

  it("draws the same for the same seed", () => {
    const draw = (seed: number) => noisyCounter({ vocabSize: 8, order: 0.5, seed })(2, 6);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it("refuses sources that cannot be", () => {
    expect(() => noisyCounter({ vocabSize: 1, order: 0.5, seed: 1 })).toThrow(
      "noisyCounter: got vocabSize 1, want a whole number above 1",
    );
    expect(() => noisyCounterEntropy(8, 1.2)).toThrow(
      "noisyCounter: got order 1.2, want a number from 0 to 1",
    );
  });
});
