import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";
import type { Optimizer } from "../optim/optimizer.js";
import type { Masks } from "./masks.js";

/** An optimizer that holds what is pruned at 0. */
export interface MaskedOptimizer extends Optimizer {
  /** Prunes at once, and after every step from now on; in place of the masks before. */
  prune(masks: Masks): void;
}

/**
 * An optimizer for training on with some weights gone: after each step they are set to 0 again.
 *
 * @param parameters the model's, by name
 * @param optimizer of the same parameters; `dispose` ends both
 * @throws RangeError, in `prune`, for a mask whose parameter is missing or has another size
 */
export function keepMasked(
  parameters: Readonly<Record<string, Variable>>,
  optimizer: Optimizer,
): MaskedOptimizer {
  let held: { variable: Variable; mask: tf.Tensor }[] = [];
  const apply = () => {
    for (const { variable, mask } of held) variable.assign(tf.mul(variable.data, mask));
  };
  const release = () => {
    tf.dispose(held.map(({ mask }) => mask));
    held = [];
  };
  return {
    get learningRate() {
      return optimizer.learningRate;
    },
    set learningRate(rate) {
      optimizer.learningRate = rate;
    },
    prune(masks) {
      for (const [name, mask] of Object.entries(masks)) {
        const size = Object.hasOwn(parameters, name) ? parameters[name]?.data.size : undefined;
        if (size === mask.length) continue;
        throw new RangeError(
          size === undefined
            ? `keepMasked: got a mask for "${name}", want one of ${Object.keys(parameters).join(", ")}`
            : `keepMasked: the mask of ${name} has ${mask.length} places, want ${size}`,
        );
      }
      release();
      held = Object.entries(masks).map(([name, mask]) => {
        const variable = parameters[name] as Variable;
        return { variable, mask: tf.keep(tf.tensor(Float32Array.from(mask), variable.shape)) };
      });
      apply();
    },
    step() {
      optimizer.step();
      apply();
    },
    memory: () => optimizer.memory(),
    recall: (memory) => optimizer.recall(memory),
    dispose() {
      release();
      optimizer.dispose();
    },
  };
}
