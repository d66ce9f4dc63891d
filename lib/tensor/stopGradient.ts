import * as tf from "@tensorflow/tfjs";

/**
 * The same tensor, but to differentiation it is a constant: no gradient flows through it, and
 * operations without a gradient, such as comparisons, may follow. It shares x's memory.
 *
 * @returns a tensor of x's shape and dtype; dispose it like any other
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  // x comes in unseen: the tape records an operation that has no inputs
  const constant = tf.customGrad(() => ({ value: x.clone(), gradFunc: () => [] }));
  return constant() as T;
}
