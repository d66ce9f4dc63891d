import { random } from "../tensor/random.js";
import { words as wording } from "../words/words.js";
import { DataError } from "./dataError.js";

/** Two words that stood near each other, as places in a vocabulary; both lists are equally long. */
export interface WordPairs {
  centres: Int32Array;
  contexts: Int32Array;
}

/** Sentences as numbers, and what the numbers stand for. */
export interface WordIds {
  /** The words by id, the commonest first; of equals the one that sorts first. */
  vocabulary: string[];
  sentences: Int32Array[];
}

/**
 * Numbers the words of sentences.
 *
 * @param most how many words the vocabulary may have; rarer ones are left out of the sentences. Default: all.
 */
export function wordIds(
  sentences: readonly (readonly string[])[],
  most = Number.POSITIVE_INFINITY,
): WordIds {
  const counts = new Map<string, number>();
  for (const word of sentences.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vocabulary = [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([word]) => word);
  const ids = new Map(vocabulary.map((word, id) => [word, id]));
  const known = (words: readonly string[]) => words.flatMap((word) => ids.get(word) ?? []);
  return { vocabulary, sentences: sentences.map((words) => Int32Array.from(known(words))) };
}

/**
 * Every pair of a word and another within `reach` places of it in the same sentence.
 *
 * @see Mikolov et al. 2013, "Efficient estimation of word representations in vector space", §3.2
 */
export function skipGrams(sentences: readonly Int32Array[], reach: number): WordPairs {
  const centres: number[] = [];
  const contexts: number[] = [];
  for (const sentence of sentences) {
    for (const [at, centre] of sentence.entries()) {
      const end = Math.min(sentence.length, at + reach + 1);
      for (let near = Math.max(0, at - reach); near < end; near++) {
        if (near === at) continue;
        centres.push(centre);
        contexts.push(sentence[near] as number);
      }
    }
  }
  return { centres: Int32Array.from(centres), contexts: Int32Array.from(contexts) };
}

/**
 * Random batches of pairs without end, each drawn with replacement.
 *
 * @throws DataError when there is no pair
 */
export function pairBatches(
  pairs: WordPairs,
  { size, seed }: { size: number; seed: number },
): Generator<WordPairs, never, void> {
  if (pairs.centres.length === 0) throw new DataError(wording.data.text.noPairs);
  return drawn(pairs, size, random(seed).integer);
}

function* drawn(
  { centres, contexts }: WordPairs,
  size: number,
  integer: (below: number) => number,
): Generator<WordPairs, never, void> {
  for (;;) {
    const places = Int32Array.from({ length: size }, () => integer(centres.length));
    yield {
      centres: places.map((at) => centres[at] as number),
      contexts: places.map((at) => contexts[at] as number),
    };
  }
}

/**
 * How often each word stood near each other one.
 *
 * @returns `[V, V]`, row after row: row i counts the neighbours of word i
 */
export function neighbourCounts({ centres, contexts }: WordPairs, words: number): Float32Array {
  const counts = new Float32Array(words * words);
  for (const [i, centre] of centres.entries()) {
    const cell = centre * words + (contexts[i] as number);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
