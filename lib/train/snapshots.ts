import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";

/** The parameters' numbers at one moment. */
export type Snapshot = tf.Tensor[];

/** Remembers the parameters' numbers. Nothing is copied: an optimizer replaces tensors, it does not write into them. */
export function takeSnapshot(parameters: ParameterSet): Snapshot {
  return Object.values(parameters).map(({ data }) => tf.keep(tf.reshape(data, data.shape)));
}

/** Gives the parameters back what a snapshot holds. */
export function restoreSnapshot(parameters: ParameterSet, snapshot: Snapshot): void {
  for (const [i, parameter] of Object.values(parameters).entries()) {
    const data = snapshot[i] as tf.Tensor;
    parameter.assign(tf.reshape(data, data.shape));
  }
}
