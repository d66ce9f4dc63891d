import * as tf from "@tensorflow/tfjs";

/** Frees tensors, variables and whatever holds them; `tf.dispose` does, but its type does not say so. */
export function freeAll(...held: object[]): void {
  tf.dispose(held as tf.TensorContainer);
}
