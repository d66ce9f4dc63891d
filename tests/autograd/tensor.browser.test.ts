import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { adam } from "../../lib/optim/adam.js";
import { train } from "../../lib/train/train.js";
import golden from "../golden/mlp.json";
import { goldenMlp } from "../models/goldenMlp.js";
import { expectCase, tensorCases } from "./tensorCases.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

describe.each(deviceNames)("the tensor engine in Chromium on %s", (name) => {
  const tolerance = name === "cpu" || name === "wasm" ? 1e-5 : 1e-3;

  it("agrees with PyTorch on every operation and gradient, and frees them", async () => {
    const device = await openDevice(name);
    expect(device.name).toBe(name);
    const before = tf.memory().numTensors;
    for (const golden of tensorCases) await expectCase(golden, tolerance);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("trains an MLP along PyTorch's losses, and frees all but its parameters", async () => {
    await openDevice(name);
    const before = tf.memory().numTensors;
    const { model, loss, dispose } = goldenMlp();
    const { parameters } = model;
    const options = { learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };
    const optimizer = adam(parameters, options);
    const losses: number[] = [];
    const batches = () => undefined;
    for await (const { loss: value } of train({
      parameters,
      loss,
      batches,
      optimizer,
      steps: 20,
    })) {
      losses.push(value);
    }
    for (const [i, wanted] of golden.adam.losses.entries()) {
      expect(Math.abs((losses[i] as number) - wanted)).toBeLessThanOrEqual(tolerance);
    }
    optimizer.dispose();
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
