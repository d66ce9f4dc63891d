import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { untilRerun } from "../../lib/tensor/untilRerun.js";

it("frees one tensor, an array or an object of them when the cell runs again", async () => {
  const before = tf.memory().numTensors;
  let rerun = () => {};
  const invalidation = new Promise<void>((resolve) => {
    rerun = resolve;
  });
  const one = untilRerun(invalidation, tf.ones([2]));
  const many = untilRerun(invalidation, [tf.ones([2]), tf.ones([3])]);
  const named = untilRerun(invalidation, { weights: tf.ones([2]), note: "kept" });
  await Promise.resolve();
  expect(tf.memory().numTensors).toBe(before + 4);
  expect(one.isDisposed || many.some((t) => t.isDisposed) || named.weights.isDisposed).toBe(false);
  rerun();
  await invalidation;
  await Promise.resolve();
  expect(tf.memory().numTensors).toBe(before);
  expect(named.note).toBe("kept");
});
