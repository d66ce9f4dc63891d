import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { square } from "../../lib/autograd/elementwise.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { adam } from "../../lib/optim/adam.js";
import type { Optimizer } from "../../lib/optim/optimizer.js";
import { sgd } from "../../lib/optim/sgd.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import golden from "../golden/mlp.json";
import { expectParameters } from "../models/expectParameters.js";
import { goldenMlp } from "../models/goldenMlp.js";

/** A parameter at 0 whose gradient is given. */
function withGradient(gradient: number[]) {
  const p = parameter(tf.zeros([gradient.length]));
  p.grad = tf.tensor1d(gradient);
  return p;
}
const numbers = (x: tf.Tensor) => [...x.dataSync()];

describe("sgd", () => {
  it("moves against the gradient by the learning rate", () => {
    const p = withGradient([1, -2]);
    sgd([p], { learningRate: 0.5 }).step();
    expect(numbers(p.data)).toEqual([-0.5, 1]);
    p.dispose();
  });

  it("uses a learning rate that was changed between steps", () => {
    const p = withGradient([5]);
    const optimizer = sgd([p], { learningRate: 1 });
    optimizer.learningRate = 0.5;
    optimizer.step();
    expect(numbers(p.data)).toEqual([-2.5]);
    p.dispose();
  });

  it("gathers speed with momentum", () => {
    const p = withGradient([1]);
    const optimizer = sgd([p], { learningRate: 1, momentum: 0.5 });
    const places = [1, 2, 3].map(() => {
      optimizer.step();
      return numbers(p.data)[0];
    });
    expect(places).toEqual([-1, -2.5, -4.25]); // velocities 1, 1.5, 1.75
    optimizer.dispose();
    p.dispose();
  });
});

describe("adam", () => {
  it("moves by learningRate · g / (|g| + ε) at first, whatever the gradient's size", () => {
    const size = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
    const property = fc.property(size, fc.boolean(), (magnitude, negative) => {
      const g = negative ? -magnitude : magnitude;
      const p = withGradient([g]);
      const optimizer = adam([p], { learningRate: 0.1, epsilon: 1e-4 });
      optimizer.step();
      expect(numbers(p.data)[0]).toBeCloseTo((-0.1 * g) / (magnitude + 1e-4), 5);
      optimizer.dispose();
      p.dispose();
    });
    fc.assert(property, { seed: 1 });
  });

  it("uses a learning rate that was changed between steps", () => {
    const p = withGradient([5]);
    const optimizer = adam([p], { learningRate: 0.1 });
    optimizer.learningRate = 0.01;
    optimizer.step();
    expect(numbers(p.data)[0]).toBeCloseTo(-0.01, 6);
    optimizer.dispose();
    p.dispose();
  });
});

describe.each([
  ["sgd", golden.sgd, (p) => sgd(p, { learningRate: 0.1 })],
  ["momentum", golden.momentum, (p) => sgd(p, { learningRate: 0.1, momentum: 0.9 })],
  [
    "adam",
    golden.adam,
    (p) => adam(p, { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 }),
  ],
] satisfies [string, typeof golden.sgd, (p: Parameters<typeof sgd>[0]) => Optimizer][])(
  "%s",
  (_, wanted, make) => {
    it.each(["cpu", "wasm"] as const)("follows PyTorch for 20 steps on %s", async (device) => {
      setWasmFiles(wasmFolder());
      expect((await switchDevice(device)).name).toBe(device);
      const { model, loss, dispose } = goldenMlp();
      const optimizer = make(model.parameters);
      for (const expected of wanted.losses) {
        zeroGrad(model.parameters);
        const value = loss();
        backward(value);
        optimizer.step();
        expect(Math.abs((await value.item()) - expected)).toBeLessThanOrEqual(1e-5);
        value.dispose();
      }
      await expectParameters(model.parameters, wanted.parameters);
      optimizer.dispose();
      dispose();
    });

    it("leaves a parameter without a gradient alone", () => {
      const p = parameter(tf.scalar(3));
      const { data } = p;
      make([p]).step();
      expect(p.data).toBe(data);
      p.dispose();
    });

    it("keeps the number of tensors constant and frees its memory", () => {
      const p = parameter(tf.tensor1d([1, 2]));
      const before = tf.memory().numTensors;
      const optimizer = make([p]);
      const counts = new Set<number>();
      for (let i = 0; i < 200; i++) {
        tf.tidy(() => backward(sum(square(p))));
        optimizer.step();
        zeroGrad([p]);
        counts.add(tf.memory().numTensors);
      }
      expect(counts.size).toBe(1);
      optimizer.dispose();
      expect(tf.memory().numTensors).toBe(before);
      p.dispose();
    });
  },
);
