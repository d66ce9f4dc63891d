import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";

/**
 * The class with the highest score in each row.
 *
 * @param forward a model's forward pass, to `[B, C]`
 * @param x `[B, …]`
 * @returns B numbers from 0 to C-1
 */
export async function predict(
  forward: (x: tf.Tensor) => Variable,
  x: tf.Tensor,
): Promise<Int32Array> {
  const classes = tf.tidy(() => tf.argMax(forward(x).data, -1));
  try {
    return (await classes.data()) as Int32Array;
  } finally {
    classes.dispose();
  }
}
