import type * as tf from "@tensorflow/tfjs";
import { mul } from "../autograd/arithmetic.js";
import { matMul } from "../autograd/matMul.js";
import { transpose } from "../autograd/reshape.js";
import { softmax } from "../autograd/softmax.js";
import { type Operand, toVariable, type Variable } from "../autograd/tensor.js";
import { bindAxes } from "../tensor/axes.js";

/** What one call of attention computed; `backward`, or the caller, frees all three. */
export interface Attention {
  /** What each query gathered, `[B, H, T, D]`. */
  output: Variable;
  /** How well each key fits each query, before the softmax, `q kᵀ / √D`, `[B, H, T, S]`. */
  scores: Variable;
  /** How much query t reads from key s, `[B, H, T, S]`; rows sum to 1, or to 0 where all is hidden. */
  weights: Variable;
}

/**
 * Scaled dot-product attention, `softmax(q kᵀ / √D) v`, with every step kept to be looked at.
 *
 * Numbers of variance 1 give dot products of variance D. Divided by √D they have variance 1 again, whatever D,
 * and the softmax does not saturate. To train, `selfAttention` does the same in one operation and keeps no weights.
 *
 * @param q queries, `[B, H, T, D]`
 * @param k keys, `[B, H, S, D]`
 * @param v values, `[B, H, S, D]`
 * @param options.mask bool, fitting `[B, H, T, S]` when broadcast; false hides a key from a query
 * @throws ShapeError if sizes disagree or the mask does not fit
 * @see Vaswani et al. 2017, §3.2.1, https://arxiv.org/abs/1706.03762
 */
export function scaledDotProductAttention(
  q: Operand,
  k: Operand,
  v: Operand,
  { mask }: { mask?: tf.Tensor | undefined } = {},
): Attention {
  const [query, key, value] = [toVariable(q), toVariable(k), toVariable(v)];
  const { D } = bindAxes("scaledDotProductAttention", {
    q: [query, "BHTD"],
    k: [key, "BHSD"],
    v: [value, "BHSD"],
  });
  const scores = mul(matMul(query, transpose(key, [0, 1, 3, 2])), 1 / Math.sqrt(D)); // [B, H, T, S]
  const weights = softmax(scores, mask);
  const output = matMul(weights, value); // [B, H, T, D]
  return { output, scores, weights };
}
