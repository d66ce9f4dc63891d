import type * as tf from "@tensorflow/tfjs";
import { record, type Variable } from "../autograd/tensor.js";
import { type AttentionOptions, attention, attentionGradient } from "../compute/fused/attention.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * Multi-head self-attention, `softmax(q kᵀ / √D) v` for each head, from queries, keys and values side by side as
 * one linear layer makes them. The weights are not kept: the backward pass computes them again.
 *
 * @param qkv `[B, T, 3C]`: C numbers of queries, C of keys, C of values; each is H heads of D = C / H
 * @param options.causal whether a position may read only itself and those before it
 * @returns `[B, T, C]`, the heads side by side
 * @throws ShapeError if the last axis is not 3 times a multiple of the heads
 * @see Vaswani et al. 2017, §3.2, https://arxiv.org/abs/1706.03762
 */
export function selfAttention(qkv: Variable, options: AttentionOptions): Variable {
  const { shape } = qkv;
  const { heads } = options;
  const D = (shape[2] ?? 0) / 3 / heads;
  if (shape.length !== 3 || !Number.isInteger(D) || D < 1) {
    throw new ShapeError(
      `selfAttention: qkv has shape [${shape}], want axes [B,T,3C] with C a multiple of the ${heads} heads`,
    );
  }
  const x = qkv.data as tf.Tensor3D;
  const { output, logSumExp } = attention(x, options);
  const pullback = (dy: tf.Tensor) => attentionGradient(dy, x, output, logSumExp, options);
  return record("selfAttention", output, [[qkv, pullback]], [logSumExp]);
}
