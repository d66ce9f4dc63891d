import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";

/**
 * Shortens the gradient, all parameters' together, to a length of `maxNorm` at most, so that one wild batch cannot
 * throw the parameters far. Its direction stays. Everything happens on the device: nothing is read back.
 *
 * @param maxNorm the longest that √Σg² over all parameters may be
 * @returns that length before, a single number, which the caller frees
 * @throws RangeError if `maxNorm` is not above 0
 * @see Pascanu, Mikolov and Bengio 2013, "On the difficulty of training recurrent neural networks", algorithm 1; the
 *   factor `min(1, maxNorm / (norm + 1e-6))` is PyTorch's
 */
export function clipGradients(parameters: ParameterSet, maxNorm: number): tf.Scalar {
  if (!(maxNorm > 0))
    throw new RangeError(`clipGradients: got maxNorm ${maxNorm}, want it above 0`);
  const known = Object.values(parameters).filter(({ grad }) => grad);
  return tf.tidy(() => {
    const squares = known.map(({ grad }) => tf.sum(tf.square(grad as tf.Tensor)));
    const norm = squares.length > 0 ? tf.sqrt(tf.addN(squares)) : tf.scalar(0);
    const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    for (const parameter of known) {
      const grad = parameter.grad as tf.Tensor;
      parameter.grad = tf.keep(tf.mul(grad, factor));
      grad.dispose();
    }
    return norm as tf.Scalar;
  });
}
