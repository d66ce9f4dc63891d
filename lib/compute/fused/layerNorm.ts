import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/** A normalised tensor and, for each row, what its gradient needs again. */
export interface Normalized {
  y: tf.Tensor;
  /** `[rows]` */
  mean: tf.Tensor;
  /** `[rows]`, `1 / √(variance + epsilon)` */
  inverse: tf.Tensor;
}

/**
 * Layer normalization of the last axis, one kernel where the device has ours.
 *
 * @param x `[…, C]`
 * @param gamma `[C]`
 * @param beta `[C]`
 * @returns `y` `[…, C]`; the caller frees all three
 */
export function layerNorm(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): Normalized {
  const ours = runOurs("LayerNorm", { x, gamma, beta }, { epsilon });
  if (ours) return { y: ours[0], mean: ours[1], inverse: ours[2] } as Normalized;
  return tf.tidy(() => {
    const rows = tf.reshape(x, [-1, gamma.size]);
    const { mean, variance } = tf.moments(rows, 1, true); // [rows, 1]
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const h = tf.mul(tf.sub(rows, mean), inverse);
    const y = tf.reshape(tf.add(tf.mul(h, gamma), beta), x.shape);
    return { y, mean: tf.reshape(mean, [-1]), inverse: tf.reshape(inverse, [-1]) };
  });
}

/**
 * With `h = (x - mean) · inverse` and `g = dy · gamma`: `dx = inverse · (g - mean(g) - h · mean(g · h))`.
 *
 * @param earlier what x has received from elsewhere, as beside a residual connection; default: nothing. Its
 *   memory may hold the result, so the caller disposes it unread
 * @returns the gradients of x `[…, C]`, with `earlier` in it, of gamma `[C]` and of beta `[C]`
 */
export function layerNormGradient(
  dy: tf.Tensor,
  x: tf.Tensor,
  gamma: tf.Tensor,
  { mean, inverse }: Omit<Normalized, "y">,
  earlier?: tf.Tensor,
): [dx: tf.Tensor, dgamma: tf.Tensor, dbeta: tf.Tensor] {
  const inputs = { dy, x, gamma, mean, inverse };
  if (earlier) {
    const together = runOurs("LayerNormGradientAdded", { ...inputs, earlier });
    if (together) return together as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [alone, dgamma, dbeta] = layerNormGradient(dy, x, gamma, { mean, inverse });
    const dx = tf.add(alone, earlier);
    alone.dispose();
    return [dx, dgamma, dbeta];
  }
  const ours = runOurs("LayerNormGradient", inputs);
  if (ours) return ours as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.tidy(() => {
    const column = (t: tf.Tensor) => tf.reshape(t, [-1, 1]);
    const rows = (t: tf.Tensor) => tf.reshape(t, [-1, gamma.size]);
    const upstream = rows(dy);
    const scale = column(inverse);
    const h = tf.mul(tf.sub(rows(x), column(mean)), scale);
    const g = tf.mul(upstream, gamma);
    const along = tf.mul(h, tf.mean(tf.mul(g, h), 1, true));
    const dx = tf.mul(tf.sub(tf.sub(g, tf.mean(g, 1, true)), along), scale);
    return [tf.reshape(dx, x.shape), tf.sum(tf.mul(upstream, h), 0), tf.sum(upstream, 0)];
  });
}
