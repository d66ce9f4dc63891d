import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import type { AdamMeans } from "../compute/fused/adamStep.js";
import { adamSteps } from "../compute/fused/adamSteps.js";
import { sendWork } from "../compute/sendWork.js";
import { parameterNamed, rememberedBy, tensorsOf } from "./memory.js";
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
  /**
   * How much of itself each parameter loses in a step, times the learning rate; beside the gradient and not through
   * it, as in AdamW. Default 0.
   */
  weightDecay?: number;
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
  {
    learningRate = 0.001,
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
  }: AdamOptions = {},
): Optimizer {
  const remembered = new Map<Variable, AdamMeans & { steps: number }>();

  /** Moves parameters that have taken equally many steps, this one among them. */
  const move = (which: Variable[], steps: number, learningRate: number) => {
    const correction = Math.sqrt(1 - beta2 ** steps);
    const items = which.map((parameter) => {
      const { data, grad } = parameter;
      const { mean, meanSquare } = remembered.get(parameter) ?? {
        mean: tf.keep(tf.zerosLike(data)),
        meanSquare: tf.keep(tf.zerosLike(data)),
      };
      return { parameter: data, gradient: grad as tf.Tensor, mean, meanSquare };
    });
    const moved = adamSteps(items, {
      beta1,
      beta2,
      rate: (learningRate * correction) / (1 - beta1 ** steps),
      epsilon: epsilon * correction,
      keep: 1 - learningRate * weightDecay,
    });
    for (const [i, { next, means }] of moved.entries()) {
      const [parameter, old] = [which[i] as Variable, items[i] as AdamMeans];
      for (const name of ["mean", "meanSquare"] as const) {
        if (means[name] !== old[name]) old[name].dispose();
        tf.keep(means[name]);
      }
      remembered.set(parameter, { ...means, steps });
      parameter.assign(next);
    }
  };

  return {
    learningRate,
    step() {
      const bySteps = new Map<number, Variable[]>();
      for (const parameter of Object.values(parameters)) {
        if (!parameter.grad) continue;
        const steps = (remembered.get(parameter)?.steps ?? 0) + 1;
        bySteps.set(steps, [...(bySteps.get(steps) ?? []), parameter]);
      }
      for (const [steps, which] of bySteps) move(which, steps, this.learningRate);
      sendWork();
    },
    memory: () =>
      rememberedBy(parameters, (parameter) => {
        const { steps, mean, meanSquare } = remembered.get(parameter) ?? {};
        return mean && meanSquare && { steps: steps ?? 0, tensors: { mean, meanSquare } };
      }),
    recall(memory) {
      this.dispose();
      for (const [name, { steps, tensors }] of Object.entries(memory)) {
        const { mean, meanSquare } = tensorsOf(parameters, name, tensors, ["mean", "meanSquare"]);
        remembered.set(parameterNamed(parameters, name), {
          steps,
          mean: tf.keep(mean),
          meanSquare: tf.keep(meanSquare),
        });
      }
    },
    dispose() {
      for (const { mean, meanSquare } of remembered.values()) tf.dispose([mean, meanSquare]);
      remembered.clear();
    },
  };
}
