import * as tf from "@tensorflow/tfjs";
import { reduceTo } from "./reduceTo.js";

/**
 * The gradient of (a − b)²: ±2(a − b). tfjs 4.22 forgets to sum over broadcast axes and throws.
 */
export const squaredDifference: tf.GradConfig = {
  kernelName: "SquaredDifference",
  inputsToSave: ["a", "b"],
  gradFunc: (upstream, saved) => {
    const dy = upstream as tf.Tensor;
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const slope = () => tf.mul(dy, tf.mul(2, tf.sub(a, b)));
    return {
      a: () => reduceTo(slope(), a.shape),
      b: () => reduceTo(tf.neg(slope()), b.shape),
    };
  },
};
