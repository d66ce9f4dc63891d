import { random } from "../tensor/random.js";

export interface NoisyCounterOptions {
  /** How many different tokens there are, V: 0 to V-1. */
  vocabSize: number;
  /** How often a token follows from the one before it; otherwise any token comes, all equally likely. */
  order: number;
  seed: number;
}

/** Sequences and what follows each of their tokens. */
export interface NextTokens {
  /** `[B, T]` */
  tokens: Int32Array;
  /** The token after each, `[B, T]`. */
  targets: Int32Array;
}

/**
 * Sequences that count up, `3 4 5 6 …`, and after the last token from 0 again, but lose their place now and then.
 * How well the next token can be predicted is known exactly: see `noisyCounterEntropy`.
 *
 * @returns a function that draws the next `count` sequences of `length` tokens
 * @throws RangeError if `vocabSize` is not a whole number above 1, or `order` is not from 0 to 1
 */
export function noisyCounter({
  vocabSize,
  order,
  seed,
}: NoisyCounterOptions): (count: number, length: number) => NextTokens {
  checkSource(vocabSize, order);
  const { uniform, integer } = random(seed);
  return (count, length) => {
    const [tokens, targets] = [new Int32Array(count * length), new Int32Array(count * length)];
    for (let b = 0; b < count; b++) {
      let token = integer(vocabSize);
      for (let t = 0; t < length; t++) {
        const next = uniform() < order ? (token + 1) % vocabSize : integer(vocabSize);
        tokens[b * length + t] = token;
        targets[b * length + t] = next;
        token = next;
      }
    }
    return { tokens, targets };
  };
}

/**
 * The smallest loss that can be expected of a model that predicts the next token from those before it, in nats: the
 * entropy of the next token given the last. Whoever stays below it for long has seen the answer.
 */
export function noisyCounterEntropy(vocabSize: number, order: number): number {
  checkSource(vocabSize, order);
  const other = (1 - order) / vocabSize;
  const surprise = (p: number) => (p > 0 ? -p * Math.log(p) : 0);
  return surprise(order + other) + (vocabSize - 1) * surprise(other);
}

function checkSource(vocabSize: number, order: number): void {
  if (!(Number.isInteger(vocabSize) && vocabSize > 1)) {
    throw new RangeError(`noisyCounter: got vocabSize ${vocabSize}, want a whole number above 1`);
  }
  if (!(order >= 0 && order <= 1)) {
    throw new RangeError(`noisyCounter: got order ${order}, want a number from 0 to 1`);
  }
}
