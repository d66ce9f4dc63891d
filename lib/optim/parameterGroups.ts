import type { Optimizer } from "./optimizer.js";

/** Some parameters' optimizer, and how much larger its rate is than the whole's. */
export interface ParameterGroup {
  optimizer: Optimizer;
  scale: number;
}

/**
 * Optimizers that move together, each at its own multiple of one learning rate, such as a new layer on a model that
 * is trained already. A schedule of the whole scales them all.
 *
 * @param groups their parameters should not overlap
 * @param learningRate of the whole, to which `scale` is relative. Default 0.001.
 * @throws RangeError if a scale is negative or not finite
 * @see Howard and Ruder 2018, "Universal language model fine-tuning for text classification", §3.2 (discriminative
 *   fine-tuning), https://arxiv.org/abs/1801.06146
 */
export function parameterGroups(
  groups: readonly ParameterGroup[],
  learningRate = 0.001,
): Optimizer {
  for (const { scale } of groups) {
    if (Number.isFinite(scale) && scale >= 0) continue;
    throw new RangeError(`parameterGroups: got scale ${scale}, want a finite number from 0`);
  }
  return {
    learningRate,
    step() {
      for (const { optimizer, scale } of groups) {
        optimizer.learningRate = scale * this.learningRate;
        optimizer.step();
      }
    },
    dispose() {
      for (const { optimizer } of groups) optimizer.dispose();
    },
  };
}
