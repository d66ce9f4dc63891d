/** Attention weights of one layer, read back, with the tokens that they are about. */
export interface ReadWeights {
  /** `[B, H, T, T]`, row by row: how much query t reads from key s. */
  weights: ArrayLike<number>;
  /** `[B, T]`, row by row. */
  tokens: ArrayLike<number>;
  heads: number;
  /** Tokens in a sequence, T. */
  length: number;
}

/**
 * How much each head reads the token before: the mean weight of key t-1 for query t, over every t but the first.
 *
 * @returns a number from 0 to 1 for each head
 * @throws RangeError if the counts do not fit, or no token has one before it
 * @see Olsson et al. 2022, "In-context learning and induction heads",
 *   https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads/index.html
 */
export function previousTokenScores(read: ReadWeights): number[] {
  return meanReading("previousTokenScores", "after the first", read, (_, t) =>
    t > 0 ? [t - 1] : [],
  );
}

/**
 * How much each head reads what came after the present token's earlier copies: the weight of all keys s+1 with the
 * same token at s as at t, and s < t; the mean over every t that has an earlier copy. An induction head has 1.
 *
 * @returns a number from 0 to 1 for each head
 * @throws RangeError if the counts do not fit, or no token was there before
 * @see Olsson et al. 2022, where it is called prefix matching
 */
export function inductionScores(read: ReadWeights): number[] {
  return meanReading("inductionScores", "that was there before", read, (tokenAt, t) =>
    Array.from({ length: t }, (_, s) => s + 1).filter((s) => tokenAt(s - 1) === tokenAt(t)),
  );
}

/** The mean, over the queries that have any, of the weights of the keys that `keysFor` names. */
function meanReading(
  caller: string,
  scored: string,
  { weights, tokens, heads, length: T }: ReadWeights,
  keysFor: (tokenAt: (t: number) => number, t: number) => number[],
): number[] {
  const B = tokens.length / T;
  if (!Number.isInteger(B) || B < 1 || weights.length !== B * heads * T * T) {
    throw new RangeError(
      `${caller}: got ${weights.length} weights and ${tokens.length} tokens, want B·H·T·T and B·T with H=${heads}, T=${T}`,
    );
  }
  const totals = new Array<number>(heads).fill(0);
  let queries = 0;
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) {
      const keys = keysFor((s) => tokens[b * T + s] as number, t);
      if (keys.length === 0) continue;
      queries++;
      for (let h = 0; h < heads; h++) {
        const row = ((b * heads + h) * T + t) * T;
        for (const s of keys) totals[h] = (totals[h] as number) + (weights[row + s] as number);
      }
    }
  }
  if (queries === 0) {
    throw new RangeError(
      `${caller}: none of the tokens can be scored, want at least one ${scored}`,
    );
  }
  return totals.map((total) => total / queries);
}
