import * as tf from "@tensorflow/tfjs";

/**
 * Runs one of our own kernels, where the open device has it.
 *
 * @returns its results, or undefined where the same has to be composed of tfjs's operations
 */
export function runOurs(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attributes: object = {},
): tf.Tensor[] | undefined {
  if (!tf.getKernel(name, tf.getBackend())) return undefined;
  const results = tf.engine().runKernel(name, inputs, attributes as unknown as tf.NamedAttrMap);
  return Array.isArray(results) ? results : [results as tf.Tensor];
}
