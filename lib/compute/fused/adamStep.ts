import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/** What one step of Adam needs besides the tensors. */
export interface AdamNumbers {
  beta1: number;
  beta2: number;
  /** The learning rate, corrected for the means' start at 0. */
  rate: number;
  /** Likewise. */
  epsilon: number;
  /** What is left of the parameter first: 1 - learningRate · weightDecay. */
  keep: number;
}

/** A parameter's running means, which a step may change where they lie. */
export interface AdamMeans {
  mean: tf.Tensor;
  meanSquare: tf.Tensor;
}

/**
 * One step of Adam or AdamW for one parameter, one kernel where the device has ours.
 *
 * @returns the parameter's new numbers and the means, which may be the same tensors; the caller frees what it no longer uses
 */
export function adamStep(
  parameter: tf.Tensor,
  gradient: tf.Tensor,
  means: AdamMeans,
  numbers: AdamNumbers,
): { next: tf.Tensor; means: AdamMeans } {
  const ours = runOurs("AdamStep", { parameter, gradient, ...means }, numbers);
  if (ours) {
    // A device that cannot write where the old means lie gives new ones.
    const [next, mean = means.mean, meanSquare = means.meanSquare] = ours;
    return { next: next as tf.Tensor, means: { mean, meanSquare } };
  }
  const { beta1, beta2, rate, epsilon, keep } = numbers;
  return tf.tidy(() => {
    const mean = blend(means.mean, gradient, beta1);
    const meanSquare = blend(means.meanSquare, tf.square(gradient), beta2);
    const move = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), epsilon)), rate);
    const kept = keep === 1 ? parameter : tf.mul(parameter, keep);
    return { next: tf.sub(kept, move), means: { mean, meanSquare } };
  });
}

/** `beta · mean + (1 - beta) · x` */
function blend(mean: tf.Tensor, x: tf.Tensor, beta: number): tf.Tensor {
  return tf.add(tf.mul(mean, beta), tf.mul(x, 1 - beta));
}
