import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { smoothLabels, softCrossEntropy } from "../../lib/nn/softCrossEntropy.js";

beforeAll(() => tf.setBackend("cpu"));

async function lossAndGradient(logits: number[][], targets: tf.Tensor, weights?: number[]) {
  const x = parameter(tf.tensor2d(logits));
  const loss = softCrossEntropy(x, targets, weights && tf.tensor1d(weights));
  const value = (await loss.data.data())[0] as number;
  backward(loss);
  return { value, gradient: (await (x.grad as tf.Tensor).array()) as number[][] };
}

describe("cross-entropy with soft targets", () => {
  it("is least, and flat, where the model says what is wanted", async () => {
    const q = [0.5, 0.25, 0.25];
    const { value, gradient } = await lossAndGradient([q.map(Math.log)], tf.tensor2d([q]));
    expect(value).toBeCloseTo(1.5 * Math.LN2, 6); // the entropy of q
    for (const slope of gradient[0] as number[]) expect(slope).toBeCloseTo(0, 6);
  });

  it("is plain cross-entropy where nothing is smoothed", async () => {
    const logits = [[2, -1, 0.5], [0, 3, 1]]; // biome-ignore format: a matrix
    const labels = tf.tensor1d([2, 0], "int32");
    const { value, gradient } = await lossAndGradient(logits, smoothLabels(labels, 3, 0));
    const x = parameter(tf.tensor2d(logits));
    const plain = softmaxCrossEntropy(x, labels);
    expect(value).toBeCloseTo((await plain.data.data())[0] as number, 6);
    backward(plain);
    const wanted = (await (x.grad as tf.Tensor).array()) as number[][];
    for (const [i, row] of wanted.entries())
      for (const [j, slope] of row.entries()) expect(gradient[i]?.[j]).toBeCloseTo(slope, 6);
  });

  it("counts rows by their weights", async () => {
    const q = tf.tensor2d([[1, 0], [0, 1], [1, 0]]); // biome-ignore format: a matrix
    const logits = [[0, 0], [5, 1], [9, 9]]; // biome-ignore format: a matrix
    const { value, gradient } = await lossAndGradient(logits, q, [3, 1, 0]);
    expect(value).toBeCloseTo((3 * Math.LN2 + Math.log(1 + Math.exp(4))) / 4, 6);
    for (const slope of gradient[2] as number[]) expect(slope).toBeCloseTo(0, 12);
    expect(gradient[0]?.[0]).toBeCloseTo((3 / 4) * -0.5, 6);
    const none = await lossAndGradient(logits, q, [0, 0, 0]);
    expect(none.value).toBeCloseTo(0, 12);
    for (const slope of none.gradient.flat()) expect(slope).toBeCloseTo(0, 12);
  });

  it("has the entropy of the smoothed label as its floor", async () => {
    const [V, smoothing] = [5, 0.2];
    const q = smoothLabels(tf.tensor1d([3], "int32"), V, smoothing);
    const [row] = (await q.array()) as [number[]];
    expect(row[3]).toBeCloseTo(1 - smoothing + smoothing / V, 6);
    expect(row[0]).toBeCloseTo(smoothing / V, 6);
    const entropy = -row.reduce((sum, p) => sum + p * Math.log(p), 0);
    const best = await lossAndGradient([row.map(Math.log)], q);
    const surer = await lossAndGradient([row.map((p) => 2 * Math.log(p))], q);
    expect(best.value).toBeCloseTo(entropy, 5);
    expect(surer.value).toBeGreaterThan(entropy);
  });

  it("refuses what does not fit", () => {
    expect(() => softCrossEntropy(tf.ones([2, 3]), tf.ones([2, 4]))).toThrow(
      "softCrossEntropy: logits have shape [2,3] and targets [2,4], want axes [N,V], both alike",
    );
    expect(() => softCrossEntropy(tf.ones([2, 3]), tf.ones([2, 3]), tf.ones([3]))).toThrow(
      "softCrossEntropy: weights have shape [3], want [2], one for each row",
    );
    expect(() => smoothLabels(tf.tensor1d([0], "int32"), 2, 1)).toThrow(
      "smoothLabels: got smoothing 1, want 0 to below 1",
    );
  });
});
