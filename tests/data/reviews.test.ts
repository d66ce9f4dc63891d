import { describe, expect, it } from "vitest";
import { bestAccuracy, bestReader } from "../../lib/data/bestReader.js";
import {
  drawReviews,
  type ReviewLanguage,
  restaurants,
  reviewVocabulary,
  statementLength,
} from "../../lib/data/reviews.js";

const tiny: ReviewLanguage = {
  praise: ["good", "fine"],
  complaint: ["bad", "poor", "dull"],
  things: ["soup", "tea"],
  joints: ["and", "but"],
  agreement: 0.8,
  contrast: 0.25,
};

/** Every statement there is, with the side that it takes. */
const statementsOf = ({ praise, complaint, things, joints }: ReviewLanguage) =>
  [...praise, ...complaint].flatMap((first) =>
    joints.flatMap((joint) =>
      [...praise, ...complaint].flatMap((last) =>
        things.map((thing) => [first, joint, last, thing]),
      ),
    ),
  );

/** A statement's probability for a writer who likes the place or not, straight from how it is drawn. */
function chance(language: ReviewLanguage, statement: string[], likes: boolean): number {
  const { praise, complaint, things, joints, agreement, contrast } = language;
  const [first, joint, last] = statement as [string, string, string];
  const [start, end] = [praise.includes(first), praise.includes(last)];
  const turns = joint === joints[1];
  if ((start === end) === turns) return 0;
  const side = end === likes ? agreement : 1 - agreement;
  const size = (isPraise: boolean) => (isPraise ? praise : complaint).length;
  return (side * (turns ? contrast : 1 - contrast)) / size(start) / size(end) / things.length;
}

describe("the language of reviews", () => {
  it("says what the rules say, as often as they say it", () => {
    const count = 4000;
    const drawn = drawReviews(restaurants, { count, statements: 3, seed: 1 });
    const { praise, joints, agreement, contrast } = restaurants;
    let [agreeing, turning, liking] = [0, 0, 0];
    for (const { words, likes } of drawn) {
      expect(words).toHaveLength(3 * statementLength);
      liking += Number(likes);
      for (let at = 0; at < words.length; at += statementLength) {
        const [start, end] = [at, at + 2].map((i) => praise.includes(words[i] as string));
        expect(words[at + 1] === joints[1]).toBe(start !== end);
        agreeing += Number(end === likes) / 3;
        turning += Number(start !== end) / 3;
      }
    }
    expect(Math.abs(agreeing / count - agreement)).toBeLessThan(0.015);
    expect(Math.abs(turning / count - contrast)).toBeLessThan(0.02);
    expect(Math.abs(liking / count - 0.5)).toBeLessThan(0.03);
  });

  it("has no word twice, and draws the same reviews for the same seed", () => {
    const vocabulary = reviewVocabulary(restaurants);
    expect(new Set(vocabulary).size).toBe(vocabulary.length);
    expect(vocabulary).toHaveLength(63);
    const draw = (seed: number) => drawReviews(restaurants, { count: 5, statements: 2, seed });
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
    // More of them begin with the same: ten labels are among the hundred.
    expect(drawReviews(restaurants, { count: 9, statements: 2, seed: 3 }).slice(0, 5)).toEqual(
      draw(3),
    );
  });

  it("refuses counts that are none", () => {
    expect(() => drawReviews(tiny, { count: 0, statements: 2, seed: 1 })).toThrow(
      "drawReviews: got count 0, want a whole number above 0",
    );
    expect(() => drawReviews(tiny, { count: 1, statements: 1.5, seed: 1 })).toThrow(
      "statements 1.5",
    );
  });
});

describe("the best reader", () => {
  it("gives all reviews of two statements their true probabilities, which sum to one", () => {
    const all = statementsOf(tiny);
    let total = 0;
    for (const first of all) {
      for (const second of all) {
        const [yes, no] = [true, false].map(
          (likes) => (chance(tiny, first, likes) * chance(tiny, second, likes)) / 2,
        ) as [number, number];
        if (yes + no === 0) continue;
        const { surprises, odds } = bestReader(tiny, [...first, ...second]);
        const given = Math.exp(-surprises.reduce((sum, s) => sum + s, 0));
        expect(given).toBeCloseTo(yes + no, 12);
        expect(odds).toBeCloseTo(Math.log(yes / no), 10);
        total += given;
      }
    }
    expect(total).toBeCloseTo(1, 10);
  });

  it("foretells each word given those before: shares of one word's chances sum to one", () => {
    const before = ["bad", "but", "good", "tea", "fine", "and", "good", "soup"];
    const next = [...tiny.praise, ...tiny.complaint].map((word) => {
      const joint = tiny.praise.includes(word) ? "and" : "but";
      const words = [...before, word, joint, "good", "tea"];
      return Math.exp(-(bestReader(tiny, words).surprises[8] as number));
    });
    expect(next.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("is never surprised by the side after a joint, and infinitely by the wrong one", () => {
    expect(bestReader(tiny, ["good", "but", "bad", "tea"]).surprises[2]).toBeCloseTo(
      Math.log(3),
      12,
    );
    expect(bestReader(tiny, ["good", "but", "fine", "tea"]).surprises[2]).toBe(Infinity);
    expect(() => bestReader(tiny, ["good", "bad", "and", "tea"])).toThrow(
      "bestReader: bad cannot be word 2",
    );
  });

  it("is right as often as the formula says", () => {
    expect(bestAccuracy(tiny, 1)).toBeCloseTo(0.8, 12);
    expect(bestAccuracy(tiny, 2)).toBeCloseTo(0.8, 12); // ties are guessed
    expect(bestAccuracy(tiny, 3)).toBeCloseTo(0.8 ** 3 + 3 * 0.8 ** 2 * 0.2, 12);
    const drawn = drawReviews(tiny, { count: 5000, statements: 3, seed: 2 });
    const right = drawn.filter(({ words, likes }) => bestReader(tiny, words).odds > 0 === likes);
    expect(Math.abs(right.length / 5000 - bestAccuracy(tiny, 3))).toBeLessThan(0.02);
  });
});
