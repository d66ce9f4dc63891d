import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classPrecision, nearestRows } from "../../lib/data/nearestRows.js";
import { neighbourCounts, pairBatches, skipGrams, wordIds } from "../../lib/data/skipGrams.js";
import { grammarSentences, village, wordClasses } from "../../lib/data/wordGrammar.js";

describe("words as numbers", () => {
  it("are numbered by how often they come, equals by their letters", () => {
    const { vocabulary, sentences } = wordIds([["b", "a", "c"], ["b"]]);
    expect(vocabulary).toEqual(["b", "a", "c"]);
    expect(sentences.map((ids) => [...ids])).toEqual([[0, 1, 2], [0]]);
    expect([...(wordIds([["b", "a", "b", "c"]], 2).sentences[0] ?? [])]).toEqual([0, 1, 0]);
  });

  it("pair with all within reach in the same sentence, both ways", () => {
    const pairs = (reach: number) => {
      const { centres, contexts } = skipGrams([Int32Array.of(7, 8, 9), Int32Array.of(7)], reach);
      return [...centres].map((centre, i) => `${centre}${contexts[i]}`);
    };
    expect(pairs(1)).toEqual(["78", "87", "89", "98"]);
    expect(pairs(2)).toEqual(["78", "79", "87", "89", "97", "98"]);
    expect(pairs(9)).toEqual(pairs(2));
  });

  it("are counted beside each other, symmetrically", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(4), { maxLength: 8 }), { maxLength: 6 }), (texts) => {
        const counts = neighbourCounts(
          skipGrams(
            texts.map((ids) => Int32Array.from(ids)),
            2,
          ),
          5,
        );
        for (let i = 0; i < 25; i++)
          expect(counts[i]).toBe(counts[(i % 5) * 5 + Math.floor(i / 5)]);
        const pairs = texts.reduce(
          (sum, { length }) => sum + 2 * Math.max(0, 2 * length - 3) * Number(length > 1),
          0,
        );
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(pairs);
      }),
      { seed: 1 },
    );
  });

  it("come in batches that follow the seed", () => {
    const pairs = skipGrams([Int32Array.of(1, 2, 3)], 1);
    const first = (seed: number) => pairBatches(pairs, { size: 50, seed }).next().value;
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
    for (const [i, centre] of first(1).centres.entries())
      expect(Math.abs(centre - (first(1).contexts[i] as number))).toBe(1);
  });
});

describe("the village", () => {
  it("has sentences of its templates, common words first", () => {
    const sentences = grammarSentences(village, { count: 4000, seed: 1 });
    const classOf = wordClasses(village);
    const shapes = new Set(
      sentences.map((words) => words.map((word) => classOf.get(word) ?? word).join(" ")),
    );
    expect([...shapes].sort()).toEqual([...village.templates].sort());
    const count = (word: string) => sentences.flat().filter((each) => each === word).length;
    expect(count("cat") / count("dog")).toBeCloseTo(2, 0);
    expect(count("cat") / count("owl")).toBeGreaterThan(4.5);
    expect(wordIds(sentences).vocabulary).toHaveLength(47);
    expect(grammarSentences(village, { count: 9, seed: 4 })).toEqual(
      grammarSentences(village, { count: 9, seed: 4 }),
    );
    expect(() => grammarSentences(village, { count: 0, seed: 1 })).toThrow("got count 0");
  });
});

describe("nearest rows", () => {
  const rows = { numbers: [1, 0, 2, 0.1, -1, 0, 0, 0, 0, 3], width: 2 };

  it("point the same way, whatever their length; zeros point nowhere", () => {
    const near = nearestRows(rows, 0, 9);
    expect(near.map(({ row }) => row)).toEqual([1, 3, 4, 2]);
    expect(near.map(({ cosine }) => Number(cosine.toFixed(3)))).toEqual([0.999, 0, 0, -1]);
    expect(nearestRows(rows, 0, 1)).toHaveLength(1);
  });

  it("are right where they are of the word's own class", () => {
    const numbers = [1, 0, 1, 0.1, 0, 1, 0.1, 1, 1, 0.2];
    const classes = ["a", "a", "b", "b", undefined];
    expect(classPrecision({ numbers, width: 2 }, classes)).toBe(0.75); // row 1's nearest is row 4
    expect(classPrecision({ numbers, width: 2 }, ["a", "b", "a", "b", undefined])).toBe(0);
  });
});
