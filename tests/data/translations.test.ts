import { describe, expect, it } from "vitest";
import { chinese, english, type Meaning } from "../../lib/data/translationGrammar.js";
import {
  determiners,
  type Noun,
  people,
  places,
  pronouns,
  things,
  times,
  type Verb,
  verbs,
} from "../../lib/data/translationLexicon.js";
import { combinationOf, splitTranslations, wordsOfBoth } from "../../lib/data/translationPairs.js";
import { padRows, wordVocabulary } from "../../lib/data/wordVocabulary.js"; // biome-ignore format: short

const found = <T>(list: readonly T[], is: (each: T) => boolean) => list.find(is) as T;
const she = found(pronouns, ({ english }) => english === "she");
const they = found(pronouns, ({ english }) => english === "they");
const determiner = (word: string) => found(determiners, ({ english }) => english === word);
const thing = (word: string) => found<Noun>(things, ({ singular }) => singular === word);
const verb = (word: string) => found<Verb>(verbs, ({ base }) => base === word);
const time = (word: string) => found(times, ({ english }) => english.join(" ") === word);
const park = found(places, ({ english }) => english.includes("park"));
const plain: Meaning = {
  subject: she,
  verb: verb("buy"),
  object: { determiner: determiner("two"), noun: thing("book") },
  isNegated: false,
  isQuestion: false,
};
const said = (change: Partial<Meaning>) => {
  const meaning = { ...plain, ...change };
  return [english(meaning).join(" "), chinese(meaning).join("")];
};

describe("the English–Chinese grammar", () => {
  it.each<[Partial<Meaning>, string, string]>([
    [{}, "she buys two books .", "她买两本书。"],
    [{ subject: they }, "they buy two books .", "他们买两本书。"],
    [{ time: time("yesterday") }, "she bought two books yesterday .", "她昨天买了两本书。"],
    [
      { time: time("yesterday"), isNegated: true },
      "she did not buy two books yesterday .",
      "她昨天没有买两本书。",
    ],
    [{ isNegated: true }, "she does not buy two books .", "她不买两本书。"],
    [{ isQuestion: true, subject: they }, "do they buy two books ?", "他们买两本书吗？"],
    [
      { time: time("tomorrow"), place: park, isQuestion: true, isNegated: true },
      "will she not buy two books in the park tomorrow ?",
      "她明天不会在公园里买两本书吗？",
    ],
    [
      { object: { determiner: determiner("a"), noun: thing("umbrella") } },
      "she buys an umbrella .",
      "她买一把雨伞。",
    ],
    [
      { object: { determiner: determiner("those"), noun: thing("scarf") } },
      "she buys those scarves .",
      "她买那些围巾。",
    ],
    [
      {
        subject: {
          determiner: determiner("this"),
          noun: found(people, ({ singular }) => singular === "teacher"),
        },
        verb: verb("hide"),
        time: time("every week"),
      },
      "this teacher hides two books every week .",
      "这位老师每周藏两本书。",
    ],
  ])("says %# in both languages", (change, source, target) => {
    expect(said(change)).toEqual([source, target]);
  });

  it("tells each English sentence's meaning: no two translations of one sentence", () => {
    const { draw } = splitTranslations(5);
    const seen = new Map<string, string>();
    for (const { source, target } of draw(20_000)) {
      const [from, to] = [source.join(" "), target.join(" ")];
      expect(seen.get(from) ?? to).toBe(to);
      seen.set(from, to);
    }
  });
});

describe("the split by combination", () => {
  it.each([1, 2, 3])("keeps the held-out combinations apart, seed %i", (seed) => {
    const { heldOut, draw, drawHeldOut } = splitTranslations(seed);
    expect(heldOut.size).toBe(24);
    for (const { meaning } of draw(3000)) expect(heldOut.has(combinationOf(meaning))).toBe(false);
    const judged = drawHeldOut(300);
    for (const { meaning } of judged) expect(heldOut.has(combinationOf(meaning))).toBe(true);
    expect(new Set(judged.map(({ source }) => source.join(" "))).size).toBe(300);
    for (const { base } of verbs)
      expect([...heldOut].filter((each) => each.startsWith(`${base} `))).toHaveLength(3);
    for (const { singular } of things)
      expect([...heldOut].filter((each) => each.endsWith(` ${singular}`))).toHaveLength(2);
  });

  it("is the same for the same seed, and another for another", () => {
    const first = (seed: number) => {
      const { heldOut, draw } = splitTranslations(seed);
      return [[...heldOut].sort(), draw(5).map(({ source }) => source.join(" "))];
    };
    expect(first(4)).toEqual(first(4));
    expect(first(4)).not.toEqual(first(5));
  });

  it("has every word it can say in its lists of words", () => {
    const words = wordsOfBoth();
    const pairs = splitTranslations(1).draw(5000);
    const said = (side: "source" | "target") => [...new Set(pairs.flatMap((pair) => pair[side]))];
    expect(said("source").sort()).toEqual([...words.english].sort());
    expect(said("target").sort()).toEqual([...words.chinese].sort());
  });
});

describe("a vocabulary of words", () => {
  it("numbers words from 3, and gives them back up to the end", () => {
    const { encode, decode, size, tokens } = wordVocabulary(["b", "a", "b"]);
    expect(size).toBe(5);
    expect(tokens.slice(3)).toEqual(["b", "a"]);
    expect(encode(["a", "b"])).toEqual([4, 3]);
    expect(decode([1, 4, 3, 2, 3, 0])).toEqual(["a", "b"]);
    expect(decode([0, 4, 0])).toEqual(["a"]);
  });

  it("names a word that it does not know, also when it is called like its special tokens", () => {
    const { encode } = wordVocabulary(["a"]);
    expect(() => encode(["a", "zebra"])).toThrow("“zebra”");
    expect(() => encode(["(end)"])).toThrow("“(end)”");
  });

  it("fills rows up to one length", () => {
    const { ids, shape } = padRows([[5, 6], [7]], 0, 3);
    expect([...ids]).toEqual([5, 6, 0, 7, 0, 0]);
    expect(shape).toEqual([2, 3]);
    expect(padRows([[5, 6], [7]], 9).ids).toEqual(Int32Array.of(5, 6, 7, 9));
    expect(() => padRows([], 0)).toThrow("got no sequence");
    expect(() => padRows([[1, 2]], 0, 1)).toThrow("got a sequence of 2, want at most 1");
  });
});
