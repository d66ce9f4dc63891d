import { type Random, random } from "../tensor/random.js";
import { chinese, english, type Meaning } from "./translationGrammar.js";
import {
  determiners,
  people,
  places,
  pronouns,
  things,
  times,
  verbs,
} from "./translationLexicon.js";

/** A sentence in two languages, as words. */
export interface TranslationPair {
  meaning: Meaning;
  source: string[];
  target: string[];
}

/** A verb and a noun as its object, by their English forms: “buy book”. */
export type Combination = string;

export interface TranslationSplit {
  /** Combinations that only held-out sentences have. */
  heldOut: ReadonlySet<Combination>;
  /** Sentences to learn from: none has a held-out combination. Each call draws new ones. */
  draw(count: number): TranslationPair[];
  /** Sentences to judge by: each has a held-out combination, and all differ. */
  drawHeldOut(count: number): TranslationPair[];
}

/** Every verb and every thing is held out so often, so that each is also learnt in many combinations. */
const timesHeldOut = 2;

/**
 * Splits the little English–Chinese language by combination: of the 96 ways to put a verb before a thing, 24 are kept
 * for judging. Each verb is kept with three things and each thing with two verbs, so that all words are learnt, and
 * what is asked of a translator is to put together what it has only met apart.
 *
 * @param seed of which combinations are held out, and of the sentences
 */
export function splitTranslations(seed: number): TranslationSplit {
  const heldOut = heldOutCombinations(random(seed));
  const [learnt, judged] = [random(seed + 1), random(seed + 2)];
  const drawWhere = (stream: Random, isHeldOut: boolean) => {
    for (;;) {
      const meaning = drawMeaning(stream);
      if (heldOut.has(combinationOf(meaning)) === isHeldOut) return pairOf(meaning);
    }
  };
  return {
    heldOut,
    draw: (count) => Array.from({ length: count }, () => drawWhere(learnt, false)),
    drawHeldOut(count) {
      const drawn = new Map<string, TranslationPair>();
      while (drawn.size < count) {
        const pair = drawWhere(judged, true);
        drawn.set(pair.source.join(" "), pair);
      }
      return [...drawn.values()];
    },
  };
}

/** Which combination a sentence has. */
export function combinationOf({ verb, object }: Meaning): Combination {
  return `${verb.base} ${object.noun.singular}`;
}

/** All words of the language, in both: punctuation too. */
export function wordsOfBoth(): { english: string[]; chinese: string[] } {
  const said = drawAll();
  const unique = (side: "source" | "target") => [...new Set(said.flatMap((pair) => pair[side]))];
  return { english: unique("source").sort(), chinese: unique("target").sort() };
}

/** Every choice at least once, in each setting that changes a word's form. */
function drawAll(): TranslationPair[] {
  const [subject, place] = [pronouns[0] as (typeof pronouns)[0], undefined];
  const object = { determiner: determiners[0], noun: things[0] } as Meaning["object"];
  const base = { subject, verb: verbs[0] as (typeof verbs)[0], object, place };
  const subjects = [
    ...pronouns,
    ...people.flatMap((noun) => determiners.map((determiner) => ({ determiner, noun }))),
  ];
  const objects = things.flatMap((noun) => determiners.map((determiner) => ({ determiner, noun })));
  const affirmed = { isNegated: false, isQuestion: false };
  return [
    ...[undefined, ...times].flatMap((time) =>
      verbs.flatMap((verb) =>
        subjects.flatMap((subject) =>
          [true, false].map((isNegated) =>
            pairOf({ ...base, subject, verb, time, isNegated, isQuestion: isNegated }),
          ),
        ),
      ),
    ),
    ...objects.map((object) => pairOf({ ...base, object, ...affirmed })),
    ...places.map((place) => pairOf({ ...base, place, ...affirmed })),
  ];
}

/** A meaning in both languages. */
export function pairOf(meaning: Meaning): TranslationPair {
  return { meaning, source: english(meaning), target: chinese(meaning) };
}

/** One meaning, all choices alike: half of the subjects are pronouns, a third of the sentences negated, as many asked. */
function drawMeaning({ integer, uniform }: Random): Meaning {
  const one = <T>(list: readonly T[]) => list[integer(list.length)] as T;
  const phrase = (nouns: typeof people) => ({ determiner: one(determiners), noun: one(nouns) });
  return {
    subject: uniform() < 0.5 ? one(pronouns) : phrase(people),
    verb: one(verbs),
    object: phrase(things),
    time: uniform() < 0.75 ? one(times) : undefined,
    place: uniform() < 0.5 ? one(places) : undefined,
    isNegated: uniform() < 1 / 3,
    isQuestion: uniform() < 1 / 3,
  };
}

/** A shuffled circle of things; each verb keeps the next few on it. */
function heldOutCombinations({ integer }: Random): Set<Combination> {
  const circle = things.map(({ singular }) => singular);
  for (let i = circle.length - 1; i > 0; i--) {
    const j = integer(i + 1);
    [circle[i], circle[j]] = [circle[j] as string, circle[i] as string];
  }
  const perVerb = (timesHeldOut * things.length) / verbs.length;
  return new Set(
    verbs.flatMap(({ base }, v) =>
      Array.from(
        { length: perVerb },
        (_, i) => `${base} ${circle[(v * perVerb + i) % circle.length]}`,
      ),
    ),
  );
}
