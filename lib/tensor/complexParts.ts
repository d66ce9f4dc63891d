import * as tf from "@tensorflow/tfjs";

/**
 * The real and the imaginary part of a complex tensor.
 *
 * @returns two float32 tensors of its shape, for the caller to dispose of
 */
export function complexParts(tensor: tf.Tensor): { real: tf.Tensor; imaginary: tf.Tensor } {
  return { real: tf.real(tensor), imaginary: tf.imag(tensor) };
}
