import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/**
 * One step of gradient descent with momentum for one parameter: `v ← momentum · v + g`, `p ← p - rate · v`.
 *
 * @param velocity v, which a step may change where it lies
 * @returns the parameter's new numbers and the velocity, which may be the same tensor; the caller frees what it no longer uses
 */
export function sgdStep(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  velocity: tf.Tensor,
  { momentum, rate }: { momentum: number; rate: number },
): { next: tf.Tensor; velocity: tf.Tensor } {
  const ours = runOurs("SgdStep", { parameter, gradient, velocity }, { momentum, rate });
  // A device that cannot write where the old velocity lies gives a new one.
  if (ours) return { next: ours[0] as tf.Tensor, velocity: ours[1] ?? velocity };
  return tf.tidy(() => {
    const v = tf.add(tf.mul(velocity, momentum), gradient);
    return { next: tf.sub(parameter, tf.mul(v, rate)), velocity: v };
  });
}
