import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { dequantize, quantize } from "../../lib/compress/quantize.js";
import { quantizedLinear } from "../../lib/compress/quantizedLinear.js";
import { switchDevice } from "../../lib/compute/device.js";
import type { DeviceName } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { anyWeight } from "./anyWeight.js";

beforeAll(() => setWasmFiles(wasmFolder()));

async function agrees(I: number, O: number, options: Parameters<typeof quantize>[1]) {
  const stored = quantize(anyWeight(1, I, O), options);
  const bias = { shape: [O], values: anyWeight(2, 1, O).values };
  for (const B of [1, 3, 4, 9]) {
    const { numTensors } = tf.memory();
    const layer = quantizedLinear(stored, bias);
    const x = tf.tensor2d(anyWeight(B, B, I).values, [B, I]);
    const y = layer.forward(x);
    const right = tf.tidy(() =>
      tf.add(tf.matMul(x, tf.tensor2d(dequantize(stored).values, [I, O])), bias.values),
    );
    expect(y.shape).toEqual([B, O]);
    const [found, wanted] = [await y.data(), await right.data()];
    for (const [i, v] of found.entries()) expect(v).toBeCloseTo(wanted[i] as number, 4);
    tf.dispose([x, y, right]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  }
}

describe.each(["cpu", "wasm"] as DeviceName[])("quantizedLinear on %s", (device) => {
  beforeAll(() => switchDevice(device));

  it("gives the product of the weights that its codes stand for", async () => {
    await agrees(2, 1, { bits: 8 });
    for (const scheme of ["symmetric", "affine"] as const) {
      for (const bits of [2, 4, 5, 8]) {
        await agrees(64, 7, { bits, scheme, per: 32 });
        await agrees(37, 5, { bits, scheme });
        await agrees(51, 3, { bits, scheme, per: 17 });
        await agrees(40, 6, { bits, scheme, per: "tensor" });
      }
    }
  });

  it("takes the bytes that the arithmetic says", () => {
    const measure = (I: number, O: number, options: Parameters<typeof quantize>[1]) => {
      const stored = quantize(anyWeight(1, I, O), options);
      const before = tf.memory().numBytes;
      const layer = quantizedLinear(stored, { shape: [O], values: new Float32Array(O) });
      const grown = tf.memory().numBytes - before - 4 * O; // without the bias
      expect(layer.bytes).toBe(grown);
      layer.dispose();
      return grown;
    };
    expect(measure(128, 48, { bits: 8 })).toBe(128 * 48 + 48 * 4);
    expect(measure(128, 48, { bits: 4, per: 32 })).toBe((128 * 48) / 2 + 4 * 48 * 4);
    expect(measure(128, 48, { bits: 4, per: 32, scheme: "affine" })).toBe(
      (128 * 48) / 2 + 2 * 4 * 48 * 4,
    );
  });

  it("composes the same product where no kernel of ours is", async () => {
    const config = tf.getKernel("QuantizedMatMul", device) as tf.KernelConfig;
    tf.unregisterKernel("QuantizedMatMul", device);
    try {
      await agrees(64, 7, { bits: 4, scheme: "affine", per: 32 });
      await agrees(37, 5, { bits: 8 });
    } finally {
      tf.registerKernel(config);
    }
  });

  it("refuses what does not fit", () => {
    const stored = quantize(anyWeight(1, 4, 2), { bits: 8 });
    const bias = (n: number) => ({ shape: [n], values: new Float32Array(n) });
    expect(() => quantizedLinear(stored, bias(3))).toThrow(
      "quantizedLinear: the bias has 3 numbers, want 2",
    );
    const flat = quantize({ ...anyWeight(1, 4, 2), shape: [8] }, { bits: 8, per: "tensor" });
    expect(() => quantizedLinear(flat, bias(2))).toThrow(
      "quantizedLinear: got shape [8], want a matrix [inputs, outputs]",
    );
    const layer = quantizedLinear(stored, bias(2));
    const x = tf.zeros([1, 3]) as tf.Tensor2D;
    expect(() => layer.forward(x)).toThrow("quantizedLinear: x has shape [1,3], want [B, 4]");
    x.dispose();
    layer.dispose();
  });
});
