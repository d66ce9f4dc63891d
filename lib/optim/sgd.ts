import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import { sgdSteps } from "../compute/fused/sgdSteps.js";
import { sendWork } from "../compute/sendWork.js";
import { parameterNamed, rememberedBy, tensorsOf } from "./memory.js";
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
      const which = Object.values(parameters).filter(({ grad }) => grad);
      const items = which.map((parameter) => {
        const { data } = parameter;
        const gradient = parameter.grad as tf.Tensor;
        if (momentum === 0) return { parameter: data, gradient };
        const velocity = velocities.get(parameter) ?? tf.keep(tf.zerosLike(data));
        return { parameter: data, gradient, velocity };
      });
      const moved = sgdSteps(items, { momentum, rate: this.learningRate });
      for (const [i, { next, velocity }] of moved.entries()) {
        const parameter = which[i] as Variable;
        if (velocity) {
          const old = items[i]?.velocity;
          if (velocity !== old) old?.dispose();
          velocities.set(parameter, tf.keep(velocity));
        }
        parameter.assign(next);
      }
      sendWork();
    },
    memory: () =>
      rememberedBy(parameters, (parameter) => {
        const velocity = velocities.get(parameter);
        return velocity && { steps: 0, tensors: { velocity } };
      }),
    recall(memory) {
      this.dispose();
      for (const [name, { tensors }] of Object.entries(memory)) {
        const { velocity } = tensorsOf(parameters, name, tensors, ["velocity"]);
        velocities.set(parameterNamed(parameters, name), tf.keep(velocity));
      }
    },
    dispose() {
      tf.dispose([...velocities.values()]);
      velocities.clear();
    },
  };
}
