import * as tf from "@tensorflow/tfjs";
import type { Random } from "../tensor/random.js";

/**
 * How a layer's first weights are spread. `he` suits relu, `xavier` suits tanh and sigmoid; both keep
 * signals about as large after a layer as before it. `small` (standard deviation 0.01) and `large`
 * (1) do not, and are here to show what happens then.
 *
 * @see Glorot and Bengio 2010 (xavier); He et al. 2015, "Delving deep into rectifiers" (he)
 */
export type Initialization = "he" | "xavier" | "small" | "large";

/**
 * Normally distributed weights for a layer.
 *
 * @returns `[inputs, outputs]`, which the caller owns
 */
export function initialize(
  initialization: Initialization,
  inputs: number,
  outputs: number,
  random: Random,
): tf.Tensor2D {
  return normalMatrix(inputs, outputs, deviations[initialization](inputs, outputs), random);
}

/**
 * A matrix of normally distributed numbers around 0.
 *
 * @param random absent: all 0, made on the device and nowhere else, for weights that come from a file
 * @returns `[rows, columns]`, which the caller owns
 */
export function normalMatrix(
  rows: number,
  columns: number,
  deviation: number,
  random: Random | undefined,
): tf.Tensor2D {
  if (!random) return tf.fill([rows, columns], 0);
  const numbers = Float32Array.from({ length: rows * columns }, () => deviation * random.normal());
  return tf.tensor2d(numbers, [rows, columns]);
}

const deviations: Record<Initialization, (inputs: number, outputs: number) => number> = {
  he: (inputs) => Math.sqrt(2 / inputs),
  xavier: (inputs, outputs) => Math.sqrt(2 / (inputs + outputs)),
  small: () => 0.01,
  large: () => 1,
};
