import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward, freeGraph, zeroGrad } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { batchNorm, runningStatistics } from "../../lib/nn/batchNorm.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import type { Flat } from "../models/expectParameters.js";
import { freeAll } from "./freeAll.js";
import { goldenNorms, toTensor } from "./goldenNorms.js";

const read = async (tensor: tf.Tensor) => [...(await tensor.data())];
const close = (numbers: number[], digits = 5) => numbers.map((n) => expect.closeTo(n, digits));

/** A layer that stretches and moves nothing. */
function layer(C: number) {
  const [gamma, beta] = [parameter(tf.ones([C])), parameter(tf.zeros([C]))];
  const running = runningStatistics(C);
  return { gamma, beta, running, free: () => freeAll(gamma, beta, running) };
}

async function expectTensor(tensor: tf.Tensor, { values, shape }: Flat, name: string) {
  expect(tensor.shape, name).toEqual(shape);
  const { firstOffence, sentence } = closeness(await tensor.data(), values, {}, shape);
  expect(firstOffence, `${name}: ${sentence}`).toBeUndefined();
}

describe("batchNorm by hand", () => {
  it("normalizes each column of the batch", async () => {
    const { gamma, beta, running, free } = layer(2);
    const x = tf.tensor2d([
      [1, 3],
      [2, 8],
    ]); // means 1.5 and 5.5, deviations 0.5 and 2.5
    const y = batchNorm(x, gamma, beta, running, { training: true, epsilon: 0 });
    expect(await read(y.data)).toEqual(close([-1, -1, 1, 1]));
    // a tenth of the way from 0 and 1 to the means and to the unbiased variances 0.5 and 12.5
    expect(await read(running.mean)).toEqual(close([0.15, 0.55]));
    expect(await read(running.variance)).toEqual(close([0.95, 2.15]));
    freeGraph(y);
    x.dispose();
    free();
  });

  it("goes by what it has learnt in evaluation, and learns nothing then", async () => {
    const { gamma, beta, running, free } = layer(2);
    const x = tf.tensor2d([[3, 5]]);
    const [mean, variance] = [tf.tensor1d([1, 1]), tf.tensor1d([4, 16])];
    running.dispose();
    Object.assign(running, { mean, variance });
    const y = batchNorm(x, gamma, beta, running, { training: false, epsilon: 0 });
    expect(await read(y.data)).toEqual(close([1, 1]));
    expect(running).toMatchObject({ mean, variance });
    freeGraph(y);
    x.dispose();
    free();
  });
});

describe.each(["cpu", "wasm"] as const)("batchNorm on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it.each(goldenNorms.filter(({ kind }) => kind === "batchNorm"))(
    "has PyTorch's results, gradients and running statistics: $name",
    async (golden) => {
      const before = tf.memory().numTensors;
      const { x, gamma, beta } = Object.fromEntries(
        Object.entries(golden.inputs).map(([name, flat]) => [name, parameter(toTensor(flat))]),
      ) as Record<"x" | "gamma" | "beta", Variable>;
      const running = runningStatistics(gamma.shape[0] as number);
      running.dispose();
      running.mean = toTensor(golden.runningMean as Flat);
      running.variance = toTensor(golden.runningVariance as Flat);
      const { training = false } = golden.attributes;
      const y = batchNorm(x, gamma, beta, running, { training });
      await expectTensor(y.data, golden.y, "y");
      const dy = toTensor(golden.dy);
      const loss = sum(mul(y, dy));
      backward(loss);
      for (const [name, variable] of Object.entries({ x, gamma, beta }))
        await expectTensor(variable.grad as tf.Tensor, golden.gradients[name] as Flat, name);
      await expectTensor(running.mean, golden.runningMeanAfter as Flat, "running mean");
      await expectTensor(running.variance, golden.runningVarianceAfter as Flat, "running variance");
      freeAll(x, gamma, beta, running, dy, loss);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("lets another example of the batch change a result in training, and not in evaluation", async () => {
    const { gamma, beta, running, free } = layer(2);
    const firstRow = async (other: number, training: boolean) => {
      const x = tf.tensor2d([
        [1, 2],
        [3, other],
      ]);
      const y = batchNorm(x, gamma, beta, running, { training });
      const row = (await read(y.data)).slice(0, 2);
      freeGraph(y);
      x.dispose();
      return row;
    };
    expect(await firstRow(5, false)).toEqual(await firstRow(50, false));
    expect(await firstRow(2.5, true)).not.toEqual(await firstRow(2, true));
    free();
  });
});

describe("batchNorm", () => {
  it("does not care how a column is stretched and moved", async () => {
    const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 4, maxLength: 4 });
    const property = fc.asyncProperty(
      numbers,
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: -50, max: 50 }),
      async (column, a, b) => {
        if (new Set(column).size < 2) return;
        const { gamma, beta, running, free } = layer(1);
        const normed = async (values: number[]) => {
          const x = tf.tensor2d(values, [4, 1]);
          const y = batchNorm(x, gamma, beta, running, { training: true, epsilon: 0 });
          const result = await read(y.data);
          freeGraph(y);
          x.dispose();
          return result;
        };
        expect(await normed(column.map((v) => a * v + b))).toEqual(close(await normed(column), 3));
        free();
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 30 });
  });

  it("keeps the number of tensors constant over 200 steps", () => {
    const { gamma, beta, running, free } = layer(3);
    const x = tf.tensor2d([1, 2, 3, 4, 5, 7], [2, 3]);
    const counts = new Set<number>();
    for (let i = 0; i < 200; i++) {
      tf.tidy(() => backward(sum(batchNorm(x, gamma, beta, running, { training: true }))));
      zeroGrad([gamma, beta]);
      counts.add(tf.memory().numTensors);
    }
    expect(counts.size).toBe(1);
    x.dispose();
    free();
  });

  it("refuses what has no batch statistics, and sizes that differ", () => {
    const { gamma, beta, running, free } = layer(3);
    const run = (x: tf.Tensor, training: boolean) => () =>
      batchNorm(x, gamma, beta, running, { training });
    expect(run(tf.ones([1, 3]), true)).toThrow(
      "batchNorm: x has shape [1,3], a single row, which is its own mean; want two rows at least in training",
    );
    expect(run(tf.ones([1, 3]), false)).not.toThrow();
    expect(run(tf.ones([2, 4]), true)).toThrow(
      "batchNorm: gamma has shape [3], want [4], the last axis of x [2,4]",
    );
    const wide = runningStatistics(4);
    expect(() => batchNorm(tf.ones([2, 3]), gamma, beta, wide, { training: false })).toThrow(
      "batchNorm: the running mean has shape [4], want [3], the last axis of x [2,3]",
    );
    wide.dispose();
    free();
  });
});
