import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";

// The battery checks the values; here stand the cases that a person can do by hand.
beforeAll(() => openDevice("cpu"));
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe("the gradients that tfjs gets wrong", () => {
  it("give maximum's to the larger, and to the first where both are equal", async () => {
    const [a, b] = tf.grads((a, b) => tf.maximum(a, b).sum())([
      tf.tensor1d([1, 5, 3]),
      tf.tensor1d([2, 4, 3]),
    ]) as [tf.Tensor, tf.Tensor];
    expect(await a.array()).toEqual([0, 1, 1]);
    expect(await b.array()).toEqual([1, 0, 0]);
  });

  it("sum a broadcast scalar's share", async () => {
    const floor = tf.grad((b) => tf.minimum(tf.tensor1d([1, 5, 3]), b).sum());
    expect(await floor(tf.scalar(2)).array()).toBe(2);
    const distance = tf.grad((b) => tf.squaredDifference(tf.tensor1d([1, 5]), b).sum());
    expect(await distance(tf.scalar(2)).array()).toBe(-4); // 2·(2−1) + 2·(2−5)
  });

  it("run cumsum's from the other end, along any axis", async () => {
    const gradient = tf.grad((x) => tf.cumsum(x, 0).sum());
    expect(await gradient(tf.zeros([3, 2])).array()).toEqual([
      [3, 3],
      [2, 2],
      [1, 1],
    ]);
  });

  it("divide avgPool's by the pixels that are there", async () => {
    const gradient = tf.grad((x) => tf.avgPool(x as tf.Tensor4D, 2, 2, "same").sum());
    const image = await gradient(tf.zeros([1, 3, 3, 1]))
      .reshape([3, 3])
      .array();
    expect(image).toEqual([
      [0.25, 0.25, 0.5],
      [0.25, 0.25, 0.5],
      [0.5, 0.5, 1],
    ]);
  });

  it("refuse mirrorPad's", () => {
    const gradient = tf.grad((x) => tf.mirrorPad(x, [[1, 1]], "reflect").sum());
    expect(() => gradient(tf.ones([3]))).toThrow("mirrorPad: has no gradient here");
  });
});
