import { random } from "../tensor/random.js";

export interface RepeatedSequencesConfig {
  /** Tokens there are, V: 0 to V-1. */
  vocabSize: number;
  /** Tokens in a sequence, T. */
  length: number;
  /** The fewest tokens before a sequence starts over. */
  shortest: number;
  /** The most; default `shortest`. */
  longest?: number;
  seed: number;
}

/** Random sequences that start over, with what comes next. */
export interface RepeatedSequences {
  /** `[B, T]`, row by row. */
  tokens: Int32Array;
  /** `[B, T]`: the token after each. */
  next: Int32Array;
  /** `[B]`: after how many tokens each sequence starts over. */
  periods: Int32Array;
}

/**
 * An endless supply of sequences that can be foretold only by looking back. Each is a random run of different tokens,
 * said over and over until the sequence is full: `7 2 5 7 2 5 7`. How long the run is differs from sequence to sequence,
 * so that no fixed distance back gives the answer: a reader has to find where the present token stood before.
 *
 * The tokens of a run differ, so the answer is certain from the run's first repetition on. Only there, where `t` is at
 * least the sequence's period, can anyone know the next token.
 *
 * @returns a function that makes the next `count` sequences
 * @throws RangeError if a size is not a positive whole number, a run is longer than the vocabulary, or no token repeats
 */
export function repeatedSequences({
  vocabSize,
  length,
  shortest,
  longest = shortest,
  seed,
}: RepeatedSequencesConfig): (count: number) => RepeatedSequences {
  for (const [name, size] of Object.entries({ vocabSize, length, shortest, longest })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`repeatedSequences: got ${name} ${size}, want a positive whole number`);
  }
  if (shortest > longest || longest > vocabSize || longest >= length) {
    throw new RangeError(
      `repeatedSequences: got runs of ${shortest} to ${longest} different tokens of ${vocabSize} in sequences of ${length}, want shortest <= longest <= vocabSize and longest < length`,
    );
  }
  const stream = random(seed);
  return (count) => {
    const [tokens, next] = [new Int32Array(count * length), new Int32Array(count * length)];
    const periods = Int32Array.from(
      { length: count },
      () => shortest + stream.integer(longest - shortest + 1),
    );
    for (const [b, period] of periods.entries()) {
      const run = stream.permutation(vocabSize).subarray(0, period);
      for (let t = 0; t < length; t++) {
        tokens[b * length + t] = run[t % period] as number;
        next[b * length + t] = run[(t + 1) % period] as number;
      }
    }
    return { tokens, next, periods };
  };
}
