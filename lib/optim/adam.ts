import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import type { Optimizer } from "./optimizer.js";

export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** How slowly the mean of the gradients forgets. Default 0.9. */
  beta1?: number;
  /** How slowly the mean of their squares forgets. Default 0.999. */
  beta2?: number;
  /** Keeps the division finite. Default 1e-8. */
  epsilon?: number;
}

/** What Adam remembers about one parameter. */
interface Moments {
  /** The running mean of the gradient, m. */
  mean: tf.Tensor;
  /** The running mean of its square, v. */
  meanSquare: tf.Tensor;
  steps: number;
}

/**
 * Adam: each number moves by about the learning rate, whatever its gradient's size, and less where
 * its gradient keeps changing sign.
 *
 * `m ← β₁ m + (1-β₁) g`, `v ← β₂ v + (1-β₂) g²`, `p ← p - rate · (m/(1-β₁ᵗ)) / (√(v/(1-β₂ᵗ)) + ε)`.
 * Both means start at 0; the divisions by `1-βᵗ` make up for it.
 *
 * @see Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1; the corrections
 *   are moved from the tensors to the numbers, as at the end of its §2
 */
export function adam(
  parameters: ParameterSet,
  { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {},
): Optimizer {
  const remembered = new Map<Variable, Moments>();
  return {
    learningRate,
    step() {
      for (const parameter of Object.values(parameters)) {
        const { data, grad } = parameter;
        if (!grad) continue;
        const old = remembered.get(parameter);
        const steps = (old?.steps ?? 0) + 1;
        const correction = Math.sqrt(1 - beta2 ** steps);
        const rate = (this.learningRate * correction) / (1 - beta1 ** steps);
        const [next, mean, meanSquare] = tf.tidy(() => {
          const mean = blend(old?.mean, grad, beta1);
          const meanSquare = blend(old?.meanSquare, tf.square(grad), beta2);
          const scale = tf.add(tf.sqrt(meanSquare), epsilon * correction);
          return [tf.sub(data, tf.mul(tf.div(mean, scale), rate)), mean, meanSquare] as const;
        });
        if (old) tf.dispose([old.mean, old.meanSquare]);
        remembered.set(parameter, { mean: tf.keep(mean), meanSquare: tf.keep(meanSquare), steps });
        parameter.assign(next);
      }
    },
    dispose() {
      for (const { mean, meanSquare } of remembered.values()) tf.dispose([mean, meanSquare]);
      remembered.clear();
    },
  };
}

/** `β · mean + (1-β) · x`; a mean that is not there yet is 0. */
function blend(mean: tf.Tensor | undefined, x: tf.Tensor, beta: number): tf.Tensor {
  const fresh = tf.mul(x, 1 - beta);
  return mean ? tf.add(tf.mul(mean, beta), fresh) : fresh;
}
