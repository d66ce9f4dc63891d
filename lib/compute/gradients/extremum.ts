import * as tf from "@tensorflow/tfjs";
import { reduceTo } from "./reduceTo.js";

/**
 * The gradient of `maximum` or `minimum`: it goes to the chosen input, to a where both are equal.
 * tfjs 4.22 forgets to sum over broadcast axes and throws.
 */
export function extremum(kernelName: "Maximum" | "Minimum"): tf.GradConfig {
  const takesFirst = kernelName === "Maximum" ? tf.greaterEqual : tf.lessEqual;
  return {
    kernelName,
    inputsToSave: ["a", "b"],
    gradFunc: (upstream, saved) => {
      const dy = upstream as tf.Tensor;
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const first = () => tf.cast(takesFirst(a, b), "float32");
      return {
        a: () => reduceTo(tf.mul(dy, first()), a.shape),
        b: () => reduceTo(tf.mul(dy, tf.sub(1, first())), b.shape),
      };
    },
  };
}
