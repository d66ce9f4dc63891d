import * as tf from "@tensorflow/tfjs";

/**
 * The gradient of a running sum is the running sum from the other end. tfjs 4.22 leaves the axes
 * permuted unless the sum runs along the last one.
 */
export const cumsum: tf.GradConfig = {
  kernelName: "Cumsum",
  gradFunc: (upstream, _saved, attributes) => {
    const dy = upstream as tf.Tensor;
    const { axis, exclusive, reverse } = attributes as unknown as tf.CumsumAttrs;
    return { x: () => tf.cumsum(dy, axis, exclusive, !reverse) };
  },
};
