import * as tf from "@tensorflow/tfjs";

/**
 * A 1 at each index and 0 elsewhere, in floats; `tf.oneHot`, and also for a single class, which that
 * refuses.
 *
 * The cast is done here and not by `tf.oneHot`, which writes wrong floats on WASM (tfjs 4.22).
 *
 * @param indices any shape, int32, from 0 to count-1
 * @returns `[...indices.shape, count]`, which the caller owns
 */
export function oneHot(indices: tf.Tensor, count: number): tf.Tensor {
  if (count === 1) return tf.ones([...indices.shape, 1]);
  return tf.tidy(() => tf.cast(tf.oneHot(indices as tf.Tensor1D, count), "float32"));
}
