import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { stopGradient } from "../../lib/tensor/stopGradient.js";

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

it("has the same numbers, shape and dtype", async () => {
  const x = tf.tensor2d([[1, 2]], undefined, "int32");
  const stopped = stopGradient(x);
  expect(await stopped.array()).toEqual([[1, 2]]);
  expect(stopped.dtype).toBe("int32");
});

it("makes x · stopGradient(x) have the gradient x, not 2x", async () => {
  const gradient = tf.grad((x) => x.mul(stopGradient(x)).sum());
  expect(await gradient(tf.tensor1d([3, -5])).array()).toEqual([3, -5]);
});

it("lets a comparison stand inside a differentiated function", async () => {
  const relu = (x: tf.Tensor) => tf.where(tf.greater(stopGradient(x), 0), x, tf.zerosLike(x)).sum();
  expect(() => tf.grad((x) => tf.where(x.greater(0), x, x.neg()).sum())(tf.ones([2]))).toThrow();
  expect(
    await tf
      .grad(relu)(tf.tensor1d([-2, 3]))
      .array(),
  ).toEqual([0, 1]);
});

it("refuses, through tfjs, a gradient when nothing else depends on x", () => {
  const constant = tf.grad((x) => stopGradient(x).sum());
  expect(() => constant(tf.ones([2]))).toThrow(/Cannot compute gradient/);
});

it("leaves no tensor behind", () => {
  const x = tf.ones([3]);
  const before = tf.memory();
  const stopped = stopGradient(x);
  expect(tf.memory().numTensors).toBe(before.numTensors + 1);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  stopped.dispose();
  tf.grad((y) => y.mul(stopGradient(y)).sum())(x).dispose();
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(x.isDisposed).toBe(false);
});
