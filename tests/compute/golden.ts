import * as tf from "@tensorflow/tfjs";
import file from "../golden/compute.json";

/** A tensor as PyTorch wrote it; JSON has no infinities, so they are words. */
export interface GoldenTensor {
  shape: number[];
  dtype: "float32" | "int32" | "bool";
  values: (number | "NaN" | "Infinity" | "-Infinity")[];
}

export interface Golden {
  inputs: GoldenTensor[];
  output: GoldenTensor;
  /** Which inputs have a gradient; absent when none is compared. */
  differentiate?: number[];
  /** The gradient that arrives at the output. */
  dy?: GoldenTensor;
  gradients?: GoldenTensor[];
}

/** Every case that PyTorch computed, by name. */
export const goldens = file as unknown as Record<string, Golden>;

export function toTensor({ shape, dtype, values }: GoldenTensor): tf.Tensor {
  return tf.tensor(values.map(Number), shape, dtype);
}
