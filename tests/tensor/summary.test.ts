import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { extent, summarize } from "../../lib/tensor/summary.js";

it("sums up a small matrix", async () => {
  const x = tf.tensor2d([
    [1, -2],
    [4, 5],
  ]);
  const expected = { shape: [2, 2], dtype: "float32", min: -2, max: 5, mean: 2 };
  expect(await summarize(x)).toEqual({ ...expected, nan: 0, infinite: 0 });
  x.dispose();
});

it("leaves NaN and infinities out of the range and counts them", async () => {
  const x = tf.tensor1d([Number.NaN, 3, Number.POSITIVE_INFINITY, 1, Number.NEGATIVE_INFINITY]);
  expect(await summarize(x)).toMatchObject({ min: 1, max: 3, mean: 2, nan: 1, infinite: 2 });
  x.dispose();
});

it("counts true as 1", async () => {
  const x = tf.tensor1d([true, false, true, true], "bool");
  expect(await summarize(x)).toMatchObject({ dtype: "bool", min: 0, max: 1, mean: 0.75 });
  x.dispose();
});

it("has no range without a finite value", async () => {
  const empty = tf.zeros([0, 3]);
  const nothing = { min: Number.NaN, max: Number.NaN, mean: Number.NaN };
  expect(await summarize(empty)).toEqual({
    shape: [0, 3],
    dtype: "float32",
    ...nothing,
    nan: 0,
    infinite: 0,
  });
  empty.dispose();
  expect(extent([Number.NaN])).toEqual({ ...nothing, nan: 1, infinite: 0 });
  expect(extent([-1 / 0, 1 / 0])).toEqual({ ...nothing, nan: 0, infinite: 2 });
});

it("keeps the mean between the smallest and the largest", () => {
  const number = fc.float({ noNaN: true, min: -1e6, max: 1e6 });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (values) => {
      const { min, max, mean } = extent(values);
      expect(mean).toBeGreaterThanOrEqual(min - 1e-6);
      expect(mean).toBeLessThanOrEqual(max + 1e-6);
      expect(values).toContain(min);
      expect(values).toContain(max);
    }),
    { seed: 2 },
  );
});

it("leaves the tensor alone and makes no other", async () => {
  const x = tf.ones([3]);
  const before = tf.memory().numTensors;
  await summarize(x);
  expect(tf.memory().numTensors).toBe(before);
  expect(x.isDisposed).toBe(false);
  x.dispose();
});

it("refuses strings", async () => {
  const x = tf.tensor1d(["a"]);
  await expect(summarize(x)).rejects.toThrow("summarize: the tensor holds string, want float32");
  x.dispose();
});
