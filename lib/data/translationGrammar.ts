import type { Determiner, Noun, Place, Pronoun, Tense, Time, Verb } from "./translationLexicon.js";

/** A determiner with its noun, such as “two books”. */
export interface NounPhrase {
  determiner: Determiner;
  noun: Noun;
}

/** What a sentence says, before it is said in a language. */
export interface Meaning {
  subject: Pronoun | NounPhrase;
  verb: Verb;
  object: NounPhrase;
  /** Without a time the sentence is in the present. */
  time?: Time | undefined;
  place?: Place | undefined;
  isNegated: boolean;
  isQuestion: boolean;
}

/**
 * The sentence in English, as words. The verb agrees with its subject and carries the tense, unless an auxiliary does,
 * which questions, negation and the future need. The place and then the time come last.
 */
export function english(meaning: Meaning): string[] {
  const { subject, verb, object, time, place, isNegated, isQuestion } = meaning;
  const tense = tenseOf(meaning);
  const subjectWords = "noun" in subject ? englishPhrase(subject) : [subject.english];
  const needsAuxiliary = isNegated || isQuestion || tense === "future";
  const auxiliary = needsAuxiliary ? [auxiliaryOf(tense, takesThird(subject))] : [];
  const predicate = needsAuxiliary ? verb.base : formOf(verb, tense, takesThird(subject));
  return [
    ...(isQuestion ? auxiliary : []),
    ...subjectWords,
    ...(isQuestion ? [] : auxiliary),
    ...(isNegated ? ["not"] : []),
    predicate,
    ...englishPhrase(object),
    ...(place?.english ?? []),
    ...(time?.english ?? []),
    isQuestion ? "?" : ".",
  ];
}

/**
 * The sentence in Mandarin, as words: subject, time, what negates or says the future, place, verb, object. The verb
 * never changes; 了 after it says that it is done, and 没有 takes the place of 了 where it is not. A determiner needs
 * the noun's own measure word, and 吗 at the end makes a question of a statement, whose order stays.
 */
export function chinese(meaning: Meaning): string[] {
  const { subject, verb, object, time, place, isNegated, isQuestion } = meaning;
  const tense = tenseOf(meaning);
  return [
    ...("noun" in subject ? chinesePhrase(subject) : [subject.chinese]),
    ...(time?.chinese ?? []),
    ...particles[tense][isNegated ? "negated" : "affirmed"],
    ...(place?.chinese ?? []),
    verb.chinese,
    ...(tense === "past" && !isNegated ? ["了"] : []),
    ...chinesePhrase(object),
    ...(isQuestion ? ["吗", "？"] : ["。"]),
  ];
}

const particles: Record<Tense, Record<"negated" | "affirmed", readonly string[]>> = {
  present: { negated: ["不"], affirmed: [] },
  past: { negated: ["没有"], affirmed: [] },
  future: { negated: ["不", "会"], affirmed: ["会"] },
};

const tenseOf = ({ time }: Meaning): Tense => time?.tense ?? "present";

function takesThird(subject: Meaning["subject"]): boolean {
  return "noun" in subject ? subject.determiner.number === "singular" : subject.takesThird;
}

function auxiliaryOf(tense: Tense, third: boolean): string {
  if (tense === "future") return "will";
  if (tense === "past") return "did";
  return third ? "does" : "do";
}

function formOf({ base, third, past }: Verb, tense: Tense, isThird: boolean): string {
  if (tense === "past") return past;
  return isThird ? third : base;
}

function englishPhrase({ determiner, noun }: NounPhrase): string[] {
  const word = noun[determiner.number];
  const isVowel = determiner.english === "a" && /^[aeiou]/.test(word);
  return [isVowel ? "an" : determiner.english, word];
}

function chinesePhrase({ determiner, noun }: NounPhrase): string[] {
  const measure = determiner.takesMeasure ? [noun.measure] : [];
  return [determiner.chinese, ...measure, noun.chinese];
}
