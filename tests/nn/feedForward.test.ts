import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { freeGraph } from "../../lib/autograd/backward.js";
import { parameter, toVariable } from "../../lib/autograd/tensor.js";
import { feedForward } from "../../lib/nn/feedForward.js";
import { freeAll } from "./freeAll.js";

const layer = (weight: number[][], bias: number[]) => ({
  weight: parameter(tf.tensor2d(weight)),
  bias: parameter(tf.tensor1d(bias)),
});

describe("feedForward", () => {
  it("widens, bends and narrows", async () => {
    const wide = layer([[1, -1]], [0, 0]);
    const narrow = layer([[2], [10]], [0.5]);
    const x = tf.tensor3d([[[1]], [[0]]]); // [2, 1, 1]
    const y = feedForward(toVariable(x), wide, narrow);
    // PyTorch: gelu(1) = 0.841192 and gelu(-1) = -0.158808, approximate="tanh"
    expect(y.shape).toEqual([2, 1, 1]);
    const [one, zero] = await y.data.data();
    expect(one).toBeCloseTo(2 * 0.841192 - 10 * 0.158808 + 0.5, 4);
    expect(zero).toBeCloseTo(0.5, 6);
    freeGraph(y);
    freeAll(wide, narrow, x);
  });

  it("says which size does not fit", () => {
    const x = toVariable(tf.ones([2, 3]));
    expect(() => feedForward(x, layer([[1, 2]], [0, 0]), layer([[1], [1]], [0]))).toThrow(
      "linear: weight has shape [1,2], so I=1, but I=3 in x",
    );
  });
});
