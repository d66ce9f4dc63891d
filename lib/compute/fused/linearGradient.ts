import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/**
 * The gradients of `x W + b`: `dx = dy Wᵀ`, `dW = xᵀ dy` and `db = Σ dy` over the rows.
 *
 * @param dy `[N, O]`
 * @param x `[N, I]`
 * @param weight `[I, O]`
 * @param wanted.dx whether the gradient of x is needed
 * @returns `[N, I]` or undefined, `[I, O]` and `[O]`
 */
export function linearGradient(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  weight: tf.Tensor2D,
  wanted: { dx: boolean },
): [dx: tf.Tensor | undefined, dweight: tf.Tensor, dbias: tf.Tensor] {
  const ours = wanted.dx ? runOurs("LinearGradient", { dy, x, weight }) : undefined;
  if (ours) return ours as [tf.Tensor, tf.Tensor, tf.Tensor];
  return tf.tidy(() => [
    wanted.dx ? tf.matMul(dy, weight, false, true) : undefined,
    tf.matMul(x, dy, true, false),
    tf.sum(dy, 0),
  ]);
}
