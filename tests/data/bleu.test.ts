import { describe, expect, it } from "vitest";
import { corpusBleu } from "../../lib/data/bleu.js";
import goldens from "../golden/bleu.json";

const wordsOf = (text: string) => text.toLowerCase().split(" ");

describe("corpus BLEU", () => {
  it("clips what a candidate says too often, as in the paper's first example", () => {
    const { precisions } = corpusBleu(
      [wordsOf("the the the the the the the")],
      [[wordsOf("The cat is on the mat"), wordsOf("There is a cat on the mat")]],
    );
    expect(precisions[0]).toBeCloseTo(2 / 7, 12); // Papineni et al. 2002, §2.1
    expect(precisions[1]).toBe(0);
  });

  it("has the paper's precisions for its two candidates", () => {
    const references = [
      "It is a guide to action that ensures that the military will forever heed Party commands",
      "It is the guiding principle which guarantees the military forces always being under the command of the Party",
      "It is the practical guide for the army always to heed the directions of the party",
    ].map(wordsOf);
    const of = (candidate: string) => corpusBleu([wordsOf(candidate)], [references]).precisions;
    const first = of(
      "It is a guide to action which ensures that the military always obeys the commands of the party",
    );
    const second = of(
      "It is to insure the troops forever hearing the activity guidebook that party direct",
    );
    expect(first[0]).toBeCloseTo(17 / 18, 12); // §2.1 and §2.1.1
    expect(first[1]).toBeCloseTo(10 / 17, 12);
    expect(second[0]).toBeCloseTo(8 / 14, 12);
    expect(second[1]).toBeCloseTo(1 / 13, 12);
  });

  it("is 1 for right translations, and 0 where no run of four words is right", () => {
    const right = [wordsOf("a b c d e"), wordsOf("f g h i")];
    expect(corpusBleu(right, right.map((r) => [r])).bleu).toBeCloseTo(1, 12); // biome-ignore format: short
    expect(corpusBleu([wordsOf("a b c x d")], [[wordsOf("a b c d e")]]).bleu).toBe(0);
  });

  it("by hand: five of six words, and too short", () => {
    // Candidate a b c d e, reference a b c d e f: all n-grams are right, BP = exp(1 - 6/5).
    const short = corpusBleu([wordsOf("a b c d e")], [[wordsOf("a b c d e f")]]);
    expect(short.precisions).toEqual([1, 1, 1, 1]);
    expect(short.bleu).toBeCloseTo(Math.exp(-0.2), 12);
    // Candidate a b c d e x, reference a b c d e f: 5/6, 4/5, 3/4, 2/3, whose product is 1/3.
    const wrong = corpusBleu([wordsOf("a b c d e x")], [[wordsOf("a b c d e f")]]);
    expect(wrong.bleu).toBeCloseTo((1 / 3) ** 0.25, 12);
    // With one more of each above the first: 5/6, 5/6, 4/5, 3/4.
    const smooth = corpusBleu([wordsOf("a b c d e x")], [[wordsOf("a b c d e f")]], {
      smoothing: "add-one",
    });
    expect(smooth.bleu).toBeCloseTo(((5 / 6) * (5 / 6) * (4 / 5) * (3 / 4)) ** 0.25, 12);
  });

  it("takes the reference nearest in length, and of two the shorter", () => {
    const lengthOf = (...references: string[]) =>
      corpusBleu([wordsOf("a b c d")], [references.map(wordsOf)]).referenceLength;
    expect(lengthOf("a b c d e f", "a b c")).toBe(3);
    expect(lengthOf("a b c d e", "a b c")).toBe(3);
    expect(lengthOf("a b c", "a b c d e")).toBe(3);
  });

  it("does not take two words for one that has a space", () => {
    const { precisions } = corpusBleu([["a b", "c"]], [[["a", "b c"]]]);
    expect(precisions.slice(0, 2)).toEqual([0, 0]);
  });

  it.each(goldens.map((golden, i) => ({ name: `case ${i + 1}`, ...golden })))(
    "agrees with NLTK and with exact fractions, $name",
    ({ candidates, references, plain, smooth }) => {
      const smoothing = "add-one";
      for (const [got, wanted] of [
        [corpusBleu(candidates, references), plain],
        [corpusBleu(candidates, references, { smoothing }), smooth],
      ] as const) {
        expect(got.bleu).toBeCloseTo(wanted.bleu, 12);
        expect(got.brevityPenalty).toBeCloseTo(wanted.brevityPenalty, 12);
        for (const [i, p] of wanted.precisions.entries()) expect(got.precisions[i]).toBeCloseTo(p, 12); // biome-ignore format: short
        expect([got.candidateLength, got.referenceLength]).toEqual([
          wanted.candidateLength,
          wanted.referenceLength,
        ]);
      }
    },
  );

  it("refuses nothing, lists of different length, and a candidate without a reference", () => {
    expect(() => corpusBleu([], [])).toThrow("got no candidate");
    expect(() => corpusBleu([["a"]], [])).toThrow("got 1 candidates and 0 lists of references");
    expect(() => corpusBleu([["a"]], [[]])).toThrow("candidate 0 has no reference");
    expect(() => corpusBleu([["a"]], [[["a"]]], { order: 0 })).toThrow("got order 0");
  });
});
