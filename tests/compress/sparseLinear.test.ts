import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { toCsr } from "../../lib/compress/csr.js";
import { sparseLinear } from "../../lib/compress/sparseLinear.js";
import { switchDevice } from "../../lib/compute/device.js";
import type { DeviceName } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { anyWeight, matrix } from "./anyWeight.js";

beforeAll(() => setWasmFiles(wasmFolder()));

describe.each(["cpu", "wasm"] as DeviceName[])("sparseLinear on %s", (device) => {
  beforeAll(() => switchDevice(device));

  it.each([1, 2, 5, 16, 37])("gives x W + b for %i rows, and leaves nothing behind", async (B) => {
    const { numTensors } = tf.memory();
    const weight = anyWeight(1, 31, 13, 0.8);
    const bias = { shape: [13], values: anyWeight(2, 1, 13).values };
    const layer = sparseLinear(toCsr(weight), bias);
    const x = tf.tensor2d(anyWeight(B, B, 31).values, [B, 31]);
    const y = layer.forward(x);
    const wanted = tf.tidy(() =>
      tf.add(tf.matMul(x, tf.tensor2d(weight.values, [31, 13])), tf.tensor1d(bias.values)),
    );
    expect(y.shape).toEqual([B, 13]);
    const [found, right] = [await y.data(), await wanted.data()];
    for (const [i, v] of found.entries()) expect(v).toBeCloseTo(right[i] as number, 4);
    tf.dispose([x, y, wanted]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("refuses what does not fit", () => {
    const csr = toCsr(
      matrix([
        [1, 0],
        [0, 2],
      ]),
    );
    const bias = (n: number) => ({ shape: [n], values: new Float32Array(n) });
    expect(() => sparseLinear(csr, bias(3))).toThrow(
      "sparseLinear: the bias has 3 numbers, want 2",
    );
    expect(() => sparseLinear(toCsr(matrix([[0]])), bias(1))).toThrow(
      "sparseLinear: all weights are 0, want at least one that is not",
    );
    const layer = sparseLinear(csr, bias(2));
    const x = tf.zeros([1, 3]) as tf.Tensor2D;
    expect(() => layer.forward(x)).toThrow("sparseLinear: x has shape [1,3], want [B, 2]");
    tf.dispose(x);
    layer.dispose();
  });
});

it("composes the same product where no kernel of ours is", async () => {
  await switchDevice("cpu");
  const config = tf.getKernel("SparseMatMul", "cpu") as tf.KernelConfig;
  tf.unregisterKernel("SparseMatMul", "cpu");
  try {
    const layer = sparseLinear(
      toCsr(
        matrix([
          [0, 5, 0],
          [7, 0, 0],
        ]),
      ),
      { shape: [3], values: Float32Array.of(0, 0, 1) },
    );
    const y = layer.forward(
      tf.tensor2d([
        [1, 2],
        [10, 20],
      ]),
    );
    expect([...(await y.data())]).toEqual([14, 5, 1, 140, 50, 1]);
    y.dispose();
    layer.dispose();
  } finally {
    tf.registerKernel(config);
  }
});
