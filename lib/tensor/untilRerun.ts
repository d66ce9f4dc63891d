import * as tf from "@tensorflow/tfjs";

/**
 * Passes tensors through and frees them when their cell reruns.
 *
 * @param invalidation the cell's own promise, which resolves before a rerun
 * @param tensors a tensor, or an array or object of tensors
 */
export function untilRerun<T extends object>(invalidation: Promise<void>, tensors: T): T {
  void invalidation.then(() => tf.dispose(tensors as tf.TensorContainer));
  return tensors;
}
