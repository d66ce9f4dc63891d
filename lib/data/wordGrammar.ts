import { random } from "../tensor/random.js";

/** A little language whose right neighbours are known: words of one class can always stand for each other. */
export interface WordGrammar {
  /** Each class's words. */
  classes: Readonly<Record<string, readonly string[]>>;
  /** Sentences as class names and plain words. */
  templates: readonly string[];
}

/** People, animals, food, towns and what they do, in 47 words. */
export const village: WordGrammar = {
  classes: {
    person: ["Ada", "Ben", "Chen", "Dara", "Emil", "Farah"],
    animal: ["cat", "dog", "fox", "goat", "hen", "owl"],
    food: ["bread", "cheese", "fruit", "rice", "soup", "tea"],
    town: ["Cairo", "Kyoto", "Lima", "Oslo", "Perth", "Turin"],
    look: ["brown", "old", "quiet", "small", "white", "young"],
    taste: ["buys", "finds", "likes", "wants"],
    sense: ["calls", "follows", "hears", "sees"],
    move: ["drives", "returns", "travels", "walks"],
  },
  templates: [
    "the look animal sense the animal",
    "the animal sense a look animal",
    "the look animal taste the food",
    "person taste the food",
    "person sense the look animal",
    "person sense person in town",
    "person move to town",
    "person and person move to town",
  ],
};

/**
 * Sentences of a grammar, as lists of words. In each class the words get rarer down the list: the second is half as
 * frequent as the first, the third a third, and so on, as in real languages (Zipf's law).
 *
 * @throws RangeError unless `count` is a whole number above 0
 */
export function grammarSentences(
  { classes, templates }: WordGrammar,
  { count, seed }: { count: number; seed: number },
): string[][] {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new RangeError(`grammarSentences: got count ${count}, want a whole number above 0`);
  }
  const { uniform, integer } = random(seed);
  const draw = (words: readonly string[]) => {
    const total = words.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
    let left = uniform() * total;
    for (const [rank, word] of words.entries()) {
      left -= 1 / (rank + 1);
      if (left < 0) return word;
    }
    return words[0] as string; // rounding may leave a crumb
  };
  return Array.from({ length: count }, () => {
    const template = templates[integer(templates.length)] as string;
    return template.split(" ").map((word) => (classes[word] ? draw(classes[word]) : word));
  });
}

/** The class of each word that has one. */
export function wordClasses({ classes }: WordGrammar): Map<string, string> {
  return new Map(
    Object.entries(classes).flatMap(([name, words]) => words.map((word) => [word, name] as const)),
  );
}
