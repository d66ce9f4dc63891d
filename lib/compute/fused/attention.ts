import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

export interface AttentionOptions {
  heads: number;
  /** Whether a position may read only itself and those before it. */
  causal: boolean;
}

/**
 * Self-attention of every head, `softmax(q kᵀ / √D) v`, from queries, keys and values side by side.
 *
 * @param qkv `[B, T, 3C]`, with C = heads · D
 * @returns `output` `[B, T, C]`, and `logSumExp` `[B, H, T]` of the scores, from which the weights can be had again
 */
export function attention(
  qkv: tf.Tensor3D,
  options: AttentionOptions,
): { output: tf.Tensor; logSumExp: tf.Tensor } {
  const ours = runOurs("Attention", { qkv }, options);
  if (ours) return { output: ours[0] as tf.Tensor, logSumExp: ours[1] as tf.Tensor };
  return tf.tidy(() => {
    const { q, k, v } = splitHeads(qkv, options.heads);
    const scores = scoresOf(q, k, options.causal); // [B, H, T, T]
    const logSumExp = tf.logSumExp(scores, -1); // [B, H, T]
    const weights = tf.exp(tf.sub(scores, tf.expandDims(logSumExp, -1)));
    return { output: joinHeads(tf.matMul(weights, v)), logSumExp };
  });
}

/**
 * The gradient of `qkv`. With the weights p computed again, `dp = dy vᵀ` and `δ = Σ dy · output` for each query,
 * `ds = p · (dp - δ) / √D`; then `dq = ds k`, `dk = dsᵀ q`, `dv = pᵀ dy`.
 *
 * @see Dao et al. 2022, "FlashAttention", appendix B.2
 */
export function attentionGradient(
  dy: tf.Tensor,
  qkv: tf.Tensor3D,
  output: tf.Tensor,
  logSumExp: tf.Tensor,
  options: AttentionOptions,
): tf.Tensor {
  const ours = runOurs("AttentionGradient", { dy, qkv, output, logSumExp }, options);
  if (ours) return ours[0] as tf.Tensor;
  return tf.tidy(() => {
    const { heads, causal } = options;
    const { q, k, v } = splitHeads(qkv, heads);
    const p = tf.exp(tf.sub(scoresOf(q, k, causal), tf.expandDims(logSumExp, -1)));
    const upstream = headsOf(dy, heads); // [B, H, T, D]
    const delta = tf.sum(tf.mul(upstream, headsOf(output, heads)), -1, true); // [B, H, T, 1]
    const dp = tf.matMul(upstream, v, false, true); // [B, H, T, T]
    const ds = tf.mul(tf.mul(p, tf.sub(dp, delta)), 1 / Math.sqrt(q.shape[3] as number));
    const gradients = [
      tf.matMul(ds, k),
      tf.matMul(ds, q, true, false),
      tf.matMul(p, upstream, true, false),
    ];
    return tf.concat(gradients.map(joinHeads), -1); // [B, T, 3C]
  });
}

function splitHeads(qkv: tf.Tensor3D, heads: number) {
  const [q, k, v] = tf.split(qkv, 3, -1).map((part) => headsOf(part, heads));
  return { q, k, v } as Record<"q" | "k" | "v", tf.Tensor>;
}

/** `[B, T, H·D]` to `[B, H, T, D]` */
function headsOf(x: tf.Tensor, heads: number): tf.Tensor {
  const [B, T, C] = x.shape as [number, number, number];
  return tf.transpose(tf.reshape(x, [B, T, heads, C / heads]), [0, 2, 1, 3]);
}

/** `[B, H, T, D]` to `[B, T, H·D]` */
function joinHeads(x: tf.Tensor): tf.Tensor {
  const [B, H, T, D] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [B, T, H * D]);
}

function scoresOf(q: tf.Tensor, k: tf.Tensor, causal: boolean): tf.Tensor {
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3] as number));
  if (!causal) return scores;
  const T = q.shape[2] as number;
  const t = tf.range(0, T, 1, "int32");
  const hidden = tf.greater(tf.expandDims(t, 0), tf.expandDims(t, 1)); // [T, T]: key after query
  return tf.where(hidden, tf.fill(scores.shape, -1e30), scores);
}
