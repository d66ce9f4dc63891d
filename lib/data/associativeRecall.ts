import { random } from "../tensor/random.js";

export interface RecallOptions {
  /** How many different letters there are, K. */
  letters: number;
  /** How many different digits there are, V. */
  digits: number;
  /** Pairs in a sequence, N; neither a letter nor a digit comes twice in one. */
  pairs: number;
  seed: number;
}

/** Sequences of pairs, each followed by a question. Numbers of letters and digits count from 0. */
export interface RecallBatch {
  /** The letters, `[B, N]`. */
  letters: Int32Array;
  /** The digit beside each letter, `[B, N]`. */
  digits: Int32Array;
  /** The letter that is asked for, `[B]`, one of its sequence. */
  asked: Int32Array;
  /** Where in the sequence it stands, `[B]`. */
  places: Int32Array;
  /** The digit beside it, `[B]`: the answer. */
  answers: Int32Array;
}

/**
 * A source of questions such as `c4 a7 f1, a?`, whose answer is 7. Everything is drawn uniformly, so only the binding
 * of letter to digit in the sequence itself can tell the answer.
 *
 * @returns a function that draws the next `count` sequences
 * @throws RangeError if a size is not a positive whole number, or there are more pairs than letters or digits
 * @see Graves, Wayne and Danihelka 2014, "Neural Turing machines", §4.3, where a memory learns a task of this kind
 */
export function associativeRecall(options: RecallOptions): (count: number) => RecallBatch {
  const { letters: K, digits: V, pairs: N, seed } = options;
  for (const [name, size] of Object.entries({ letters: K, digits: V, pairs: N })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`associativeRecall: got ${name} ${size}, want a positive whole number`);
  }
  if (N > K || N > V) {
    throw new RangeError(
      `associativeRecall: got ${N} pairs of ${K} letters and ${V} digits, want no more pairs than either`,
    );
  }
  const stream = random(seed);
  return (count) => {
    const [letters, digits] = [new Int32Array(count * N), new Int32Array(count * N)];
    const places = new Int32Array(count);
    for (let b = 0; b < count; b++) {
      letters.set(stream.permutation(K).subarray(0, N), b * N);
      digits.set(stream.permutation(V).subarray(0, N), b * N);
      places[b] = stream.integer(N);
    }
    const read = (from: Int32Array) => places.map((place, b) => from[b * N + place] as number);
    return { letters, digits, places, asked: read(letters), answers: read(digits) };
  };
}

/**
 * The best that a model can do which sees the letters, the digits and the question, but not which digit stood beside
 * which letter: each of the N digits is as likely as the others.
 *
 * @returns the largest expected accuracy, 1/N, and the smallest expected loss, ln N in nats
 */
export function unboundOptimum(pairs: number): { accuracy: number; loss: number } {
  return { accuracy: 1 / pairs, loss: Math.log(pairs) };
}
