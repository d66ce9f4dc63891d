import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { add } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { square } from "../../lib/autograd/elementwise.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { layerNorm } from "../../lib/nn/layerNorm.js";

/** The gradient of x where it is also read beside the layer norm, before or after it. */
function gradientOf(loss: "norm" | "square" | "norm + square" | "square + norm"): number[] {
  const { numTensors } = tf.memory();
  const x = parameter(tf.tensor2d([[1, 2, 4]]));
  const gamma = parameter(tf.tensor1d([1, 2, 3]));
  const beta = parameter(tf.zeros([3]));
  const norm = () => sum(square(layerNorm(x, gamma, beta)));
  const beside = () => sum(square(x));
  const total = {
    norm,
    square: beside,
    "norm + square": () => add(norm(), beside()),
    "square + norm": () => add(beside(), norm()),
  }[loss]();
  backward(total);
  const gradient = [...(x.grad as tf.Tensor).dataSync()];
  for (const variable of [x, gamma, beta, total]) variable.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
  return gradient;
}

it("adds its gradient to what its input received from elsewhere, in either order", () => {
  const [norm, beside] = [gradientOf("norm"), gradientOf("square")];
  expect(beside).toEqual([2, 4, 8]);
  for (const loss of ["norm + square", "square + norm"] as const) {
    for (const [i, value] of gradientOf(loss).entries()) {
      expect(value).toBeCloseTo((norm[i] as number) + (beside[i] as number), 5);
    }
  }
});
