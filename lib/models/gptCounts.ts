import type { GptConfig } from "./gpt.js";

/** What a GPT of some configuration holds and does. */
export interface GptCounts {
  /** Numbers that it learns, by the part that holds them; together they are all. */
  parameters: {
    tokens: number;
    positions: number;
    attention: number;
    feedForward: number;
    norms: number;
  };
  /** Floating-point operations of a forward pass over one sequence, a multiply–add being two. */
  flops: { projections: number; attention: number; feedForward: number; unembedding: number };
  /** Bytes that its cache of keys and values holds for one sequence, in float32. */
  cacheBytes: number;
}

/**
 * Counts a GPT's parameters and the work of a forward pass, from its sizes alone.
 *
 * The token table is counted once, for it also reads the result out. Work is that of the matrix products; norms, GELU and
 * softmax add some per cent. A training step does about three times a forward pass: each product has two in its gradient.
 *
 * @param config only its sizes are read; nothing is made
 * @param tokens in the sequence, T; default the context length
 * @see Radford et al. 2019, table 2 (its figures are off; the checkpoints' own are 124,439,808, …)
 * @see Kaplan et al. 2020, "Scaling laws for neural language models", table 1, https://arxiv.org/abs/2001.08361
 */
export function gptCounts(config: GptConfig, tokens = config.contextLength): GptCounts {
  const { vocabSize: V, contextLength, width: C, layers: L } = config;
  const T = tokens;
  return {
    parameters: {
      tokens: V * C,
      positions: contextLength * C,
      attention: L * (4 * C * C + 4 * C), // queries, keys, values and the mixing layer
      feedForward: L * (8 * C * C + 5 * C),
      norms: (2 * L + 1) * 2 * C,
    },
    flops: {
      projections: L * 2 * T * 4 * C * C,
      attention: L * 2 * (2 * T * T * C), // scores, and the mixture of values
      feedForward: L * 2 * T * 8 * C * C,
      unembedding: 2 * T * C * V,
    },
    cacheBytes: L * 2 * T * C * 4,
  };
}

/** All of some counts together. */
export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
