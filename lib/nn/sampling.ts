import type { Random } from "../tensor/random.js";

/** How the next token is drawn. */
export interface SamplingOptions {
  /** Divides the scores: below 1 the likely become likelier, above 1 less so; at 0 only the best is left. Default 1. */
  temperature?: number;
  /** Only the k best are left. Default: all */
  topK?: number;
  /** Only the best are left that together have at least this probability. Default 1, all */
  topP?: number;
}

/**
 * The probabilities from which the next token is drawn: softmax of the scores over the temperature, then only the `topK`
 * best, then only the best that make up `topP`. Of equal scores the one with the lower index comes first.
 *
 * @param logits a score for each of V tokens; `-Infinity` rules a token out
 * @returns V probabilities in float64 that sum to 1
 * @throws RangeError if there are no scores, one is NaN or infinite upwards, all are ruled out, or an option is out of range
 * @see Holtzman et al. 2020, "The curious case of neural text degeneration" (top-p), https://arxiv.org/abs/1904.09751
 */
export function samplingProbabilities(
  logits: ArrayLike<number>,
  { temperature = 1, topK, topP = 1 }: SamplingOptions = {},
): Float64Array {
  if (!(temperature >= 0 && temperature < Infinity)) {
    throw new RangeError(`samplingProbabilities: got temperature ${temperature}, want 0 or more`);
  }
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1)) {
    throw new RangeError(`samplingProbabilities: got topK ${topK}, want a whole number from 1`);
  }
  if (!(topP > 0 && topP <= 1)) {
    throw new RangeError(`samplingProbabilities: got topP ${topP}, want above 0 and at most 1`);
  }
  const order = best(logits);
  const highest = logits[order[0] as number] as number;
  const left = temperature === 0 ? 1 : Math.min(topK ?? order.length, order.length);
  const weights = order
    .slice(0, left)
    .map((i) =>
      temperature === 0 ? 1 : Math.exp(((logits[i] as number) - highest) / temperature),
    );
  const kept = nucleus(weights, topP);
  const sum = kept.reduce((total, weight) => total + weight, 0);
  const probabilities = new Float64Array(logits.length);
  for (const [rank, weight] of kept.entries()) probabilities[order[rank] as number] = weight / sum;
  return probabilities;
}

/** The first of the weights, in falling order, that together make up a share of all. */
function nucleus(weights: readonly number[], share: number): number[] {
  if (share === 1) return [...weights];
  const wanted = share * weights.reduce((total, weight) => total + weight, 0);
  let sum = 0;
  const end = weights.findIndex((weight) => {
    sum += weight;
    return sum >= wanted;
  });
  return weights.slice(0, end < 0 ? undefined : end + 1);
}

/** The indices of the scores that are not ruled out, best first. */
function best(logits: ArrayLike<number>): number[] {
  const all = Array.from(logits);
  const bad = all.findIndex((score) => Number.isNaN(score) || score === Infinity);
  if (bad >= 0) {
    throw new RangeError(
      `samplingProbabilities: score ${bad} is ${all[bad]}, want finite numbers or -Infinity`,
    );
  }
  const order = [...all.keys()].filter((i) => all[i] !== -Infinity);
  if (order.length === 0) {
    throw new RangeError(
      `samplingProbabilities: got ${all.length} scores, want at least one that is finite`,
    );
  }
  return order.sort((a, b) => (all[b] as number) - (all[a] as number) || a - b);
}

/**
 * Draws an index: each as often as its probability says.
 *
 * @param probabilities that sum to about 1
 */
export function drawIndex(probabilities: ArrayLike<number>, { uniform }: Random): number {
  const at = uniform();
  let sum = 0;
  let last = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const probability = probabilities[i] as number;
    if (probability <= 0) continue;
    sum += probability;
    last = i;
    if (at < sum) return i;
  }
  return last; // rounding may leave the sum a little below 1
}
