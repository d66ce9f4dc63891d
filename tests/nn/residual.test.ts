import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward, freeGraph } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { linear } from "../../lib/nn/linear.js";
import { residual } from "../../lib/nn/residual.js";
import { freeAll } from "./freeAll.js";

describe("residual", () => {
  it("adds what the branch makes of x to x, and sends the gradient both ways", async () => {
    const x = parameter(tf.tensor1d([1, -2]));
    const y = residual(x, (x) => mul(x, 3));
    expect([...(await y.data.data())]).toEqual([4, -8]);
    const loss = sum(y);
    backward(loss);
    expect([...(await (x.grad as tf.Tensor).data())]).toEqual([4, 4]); // 1 past the branch, 3 through it
    freeAll(x, loss);
  });

  it("counts the paths through three blocks: (1 + w)³ = 1 + 3w + 3w² + w³", async () => {
    const x = parameter(tf.scalar(1));
    let y = x;
    for (let i = 0; i < 3; i++) y = residual(y, (x) => mul(x, 0.5));
    backward(y);
    expect(await x.grad?.data()).toEqual(Float32Array.of(1 + 3 * 0.5 + 3 * 0.25 + 0.125));
    freeAll(x, y);
  });

  it("is the identity, bit for bit, when the branch ends in zeros", async () => {
    const x = parameter(tf.tensor2d([0.1, -1 / 3, 1e-30, 1e30], [2, 2]));
    const zeros = [parameter(tf.zeros([2, 2])), parameter(tf.zeros([2]))] as const;
    const y = residual(x, (x) => linear(x, ...zeros));
    expect([...(await y.data.data())]).toEqual([...(await x.data.data())]);
    freeGraph(y);
    freeAll(x, ...zeros);
  });

  it("refuses a branch that changes the shape, even where the sum would broadcast", () => {
    const x = parameter(tf.ones([3, 4]));
    expect(() => residual(x, (x) => sum(x, 1, true))).toThrow(
      "residual: the branch made [3,1] of x, want [3,4], its own shape, so that the two add up",
    );
    x.dispose();
  });
});
