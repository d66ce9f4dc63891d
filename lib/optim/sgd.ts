import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import { sgdStep } from "../compute/fused/sgdStep.js";
import type { Optimizer } from "./optimizer.js";

export interface SgdOptions {
  learningRate: number;
  /** How much of the last velocity is kept, from 0 (plain gradient descent) to below 1. Default 0. */
  momentum?: number;
}

/**
 * Stochastic gradient descent: `v ← momentum · v + g`, `p ← p - learningRate · v`.
 *
 * @see Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning";
 *   the velocity is scaled as in PyTorch
 */
export function sgd(
  parameters: ParameterSet,
  { learningRate, momentum = 0 }: SgdOptions,
): Optimizer {
  const velocities = new Map<Variable, tf.Tensor>();
  return {
    learningRate,
    step() {
      for (const parameter of Object.values(parameters)) {
        const { data, grad } = parameter;
        if (!grad) continue;
        const rate = this.learningRate;
        if (momentum === 0) {
          parameter.assign(tf.tidy(() => tf.sub(data, tf.mul(grad, rate))));
          continue;
        }
        const old = velocities.get(parameter) ?? tf.keep(tf.zerosLike(data));
        const { next, velocity } = sgdStep(data, grad, old, { momentum, rate });
        if (velocity !== old) old.dispose();
        velocities.set(parameter, tf.keep(velocity));
        parameter.assign(next);
      }
    },
    dispose() {
      tf.dispose([...velocities.values()]);
      velocities.clear();
    },
  };
}
