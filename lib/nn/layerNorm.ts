import type * as tf from "@tensorflow/tfjs";
import { recordJoint, toVariable, type Variable } from "../autograd/tensor.js";
import * as fused from "../compute/fused/layerNorm.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * Layer normalization: each row to mean 0 and variance 1, then stretched and moved by what was learnt,
 * `gamma · (x - mean) / √(variance + epsilon) + beta`.
 *
 * @param x `[…, C]`
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param epsilon keeps the division finite. Default 1e-5.
 * @returns `[…, C]`
 * @throws ShapeError if C differs
 * @see Ba, Kiros and Hinton 2016, "Layer normalization", https://arxiv.org/abs/1607.06450
 */
export function layerNorm(
  x: Variable | tf.Tensor,
  gamma: Variable,
  beta: Variable,
  epsilon = 1e-5,
): Variable {
  const input = toVariable(x);
  const C = input.shape.at(-1);
  for (const [name, { shape }] of Object.entries({ gamma, beta })) {
    if (`${shape}` === `${C}`) continue;
    throw new ShapeError(
      `layerNorm: ${name} has shape [${shape}], want [${C}], the last axis of x [${input.shape}]`,
    );
  }
  const [data, scale] = [input.data, gamma.data];
  const { y, mean, inverse } = fused.layerNorm(data, scale, beta.data, epsilon);
  const pullback = (dy: tf.Tensor, earlier?: tf.Tensor) =>
    fused.layerNormGradient(dy, data, scale, { mean, inverse }, earlier);
  const inputs = [input, gamma, beta];
  return recordJoint("layerNorm", y, inputs, pullback, [mean, inverse], { takesEarlier: true });
}
