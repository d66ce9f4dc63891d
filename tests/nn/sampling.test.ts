import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawIndex, samplingProbabilities } from "../../lib/nn/sampling.js";
import { random } from "../../lib/tensor/random.js";

const logs = [0.5, 0.25, 0.125, 0.125].map(Math.log); // probabilities whose sums are exact
const close = (actual: Float64Array, wanted: number[]) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(actual[i]).toBeCloseTo(value, 12);
};

describe("sampling probabilities", () => {
  it("are the softmax when nothing is asked for", () => {
    close(samplingProbabilities(logs), [0.5, 0.25, 0.125, 0.125]);
  });

  it("sharpen below temperature 1 and flatten above it", () => {
    close(
      samplingProbabilities(logs, { temperature: 0.5 }),
      [16, 4, 1, 1].map((n) => n / 22),
    ); // squared
    const roots = [2, Math.SQRT2, 1, 1];
    const sum = 4 + Math.SQRT2;
    close(
      samplingProbabilities(logs, { temperature: 2 }),
      roots.map((n) => n / sum),
    );
  });

  it("leave only the best at temperature 0, the first of equals", () => {
    close(samplingProbabilities([1, 3, 3, 2], { temperature: 0 }), [0, 1, 0, 0]);
  });

  it("leave the k best, the first of equals", () => {
    close(samplingProbabilities(logs, { topK: 2 }), [2 / 3, 1 / 3, 0, 0]);
    close(samplingProbabilities(logs, { topK: 3 }), [4 / 7, 2 / 7, 1 / 7, 0]);
    close(samplingProbabilities(logs, { topK: 99 }), [0.5, 0.25, 0.125, 0.125]);
  });

  it("leave the fewest that reach topP, the one that crosses it among them", () => {
    close(samplingProbabilities(logs, { topP: 0.5 }), [1, 0, 0, 0]);
    close(samplingProbabilities(logs, { topP: 0.51 }), [2 / 3, 1 / 3, 0, 0]);
    close(samplingProbabilities(logs, { topP: 0.8 }), [4 / 7, 2 / 7, 1 / 7, 0]);
    close(samplingProbabilities(logs, { topP: 1e-9 }), [1, 0, 0, 0]);
  });

  it("take topP of what temperature and topK have left", () => {
    close(samplingProbabilities(logs, { topK: 2, topP: 0.6 }), [1, 0, 0, 0]); // 2/3 already
    close(samplingProbabilities(logs, { temperature: 0.5, topP: 0.7 }), [1, 0, 0, 0]); // 16/22
  });

  it("never give anything to what is ruled out", () => {
    close(samplingProbabilities([-Infinity, 0, -Infinity, 0]), [0, 0.5, 0, 0.5]);
    close(samplingProbabilities([-Infinity, 5], { temperature: 100, topK: 2 }), [0, 1]);
  });

  it("survive scores that exp cannot hold", () => {
    close(samplingProbabilities([10000, 10000, -10000]), [0.5, 0.5, 0]);
    close(samplingProbabilities([1, 2], { temperature: 1e-300 }), [0, 1]);
  });

  it("sum to 1, keep the order of the scores, and are no more than asked for", () => {
    const scores = fc.array(fc.float({ min: -50, max: 50, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    const options = fc.record({
      temperature: fc.double({ min: 0, max: 5, noNaN: true }),
      topK: fc.integer({ min: 1, max: 40 }),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(scores, options, (logits, asked) => {
        const p = samplingProbabilities(logits, asked);
        expect(p.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 10);
        expect(p.filter((each) => each > 0).length).toBeLessThanOrEqual(asked.topK);
        for (const [i, a] of logits.entries())
          for (const [j, b] of logits.entries())
            if (a > b) expect(p[i]).toBeGreaterThanOrEqual(p[j] as number);
      }),
    );
  });

  const refused: [string, () => unknown][] = [
    ["got temperature -1, want 0 or more", () => samplingProbabilities(logs, { temperature: -1 })],
    [
      "got temperature NaN, want 0 or more",
      () => samplingProbabilities(logs, { temperature: Number.NaN }),
    ],
    ["got topK 0, want a whole number from 1", () => samplingProbabilities(logs, { topK: 0 })],
    ["got topK 1.5, want a whole number from 1", () => samplingProbabilities(logs, { topK: 1.5 })],
    ["got topP 0, want above 0 and at most 1", () => samplingProbabilities(logs, { topP: 0 })],
    ["got topP 1.1, want above 0 and at most 1", () => samplingProbabilities(logs, { topP: 1.1 })],
    [
      "score 1 is NaN, want finite numbers or -Infinity",
      () => samplingProbabilities([0, Number.NaN]),
    ],
    ["score 0 is Infinity, want finite", () => samplingProbabilities([Infinity])],
    ["got 0 scores, want at least one", () => samplingProbabilities([])],
    [
      "got 2 scores, want at least one that is finite",
      () => samplingProbabilities([-Infinity, -Infinity]),
    ],
  ];
  it.each(refused)("say “%s”", (message, run) => {
    expect(run).toThrow(message);
  });
});

describe("drawing", () => {
  it("takes each as often as its probability says", () => {
    const stream = random(3);
    const counts = [0, 0, 0, 0];
    const draws = 20_000;
    for (let i = 0; i < draws; i++) (counts[drawIndex([0.5, 0, 0.2, 0.3], stream)] as number)++;
    const expected = [0.5, 0, 0.2, 0.3];
    expect(counts[1]).toBe(0);
    for (const [i, p] of expected.entries()) {
      const deviation = Math.sqrt((p * (1 - p)) / draws);
      expect(Math.abs((counts[i] as number) / draws - p)).toBeLessThanOrEqual(4 * deviation);
    }
  });

  it("never takes what has no probability, not even where rounding leaves a gap at the end", () => {
    const stream = (u: number) => ({ ...random(1), uniform: () => u });
    expect(drawIndex([0, 1, 0], stream(0))).toBe(1);
    expect(drawIndex([0.3, 0.3, 0.3999, 0], stream(0.99999))).toBe(2);
  });
});
