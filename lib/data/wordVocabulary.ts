import { DataError } from "./dataError.js";

/** Words with a number for each, and three numbers that are no words. */
export interface WordVocabulary {
  /** The token of each number. */
  tokens: readonly string[];
  size: number;
  /** Fills up the shorter rows of a batch. */
  padding: 0;
  /** Before the first word, for the decoder to begin with. */
  start: 1;
  /** After the last word. */
  end: 2;
  /**
   * @throws DataError naming the first word that it does not know
   */
  encode(words: readonly string[]): number[];
  /** Up to the first end token; start and padding tokens are left out. */
  decode(ids: Iterable<number>): string[];
}

const special = ["(padding)", "(start)", "(end)"];

/** Numbers the words in the order of the list, from 3; a word that comes twice gets one number. */
export function wordVocabulary(words: Iterable<string>): WordVocabulary {
  const tokens = [...special, ...new Set(words)];
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const encode = (words: readonly string[]) =>
    words.map((word) => {
      const id = ids.get(word);
      if (id !== undefined && id >= special.length) return id;
      throw new DataError(
        `The word “${word}” is not one of the ${tokens.length - special.length} that are known here.`,
      );
    });
  const decode = (sequence: Iterable<number>) => {
    const list = [...sequence];
    const last = list.indexOf(2);
    return (last < 0 ? list : list.slice(0, last))
      .filter((id) => id >= special.length)
      .map((id) => tokens[id] as string);
  };
  return { tokens, size: tokens.length, padding: 0, start: 1, end: 2, encode, decode };
}

/** Rows of one length in a row of memory, ready to be a tensor `[rows, length]`. */
export interface PaddedRows {
  ids: Int32Array;
  shape: [rows: number, length: number];
}

/**
 * Fills sequences of different lengths up to that of the longest.
 *
 * @param length of all rows. Default: the longest sequence's
 * @throws RangeError if there is no sequence, or one is longer than `length`
 */
export function padRows(
  sequences: readonly (readonly number[])[],
  padding: number,
  length = Math.max(...sequences.map((sequence) => sequence.length)),
): PaddedRows {
  if (sequences.length === 0) throw new RangeError("padRows: got no sequence, want at least one");
  const longest = Math.max(...sequences.map((sequence) => sequence.length));
  if (longest > length) {
    throw new RangeError(`padRows: got a sequence of ${longest}, want at most ${length}`);
  }
  const ids = new Int32Array(sequences.length * length).fill(padding);
  for (const [row, sequence] of sequences.entries()) ids.set(sequence, row * length);
  return { ids, shape: [sequences.length, length] };
}
