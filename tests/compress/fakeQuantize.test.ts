import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { fakeQuantize, fakeQuantizeWeight } from "../../lib/compress/fakeQuantize.js";
import { dequantize, quantize } from "../../lib/compress/quantize.js";
import { switchDevice } from "../../lib/compute/device.js";
import type { DeviceName } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import goldens from "../golden/quantization.json";
import { anyWeight } from "./anyWeight.js";

interface Golden {
  kind: string;
  name: string;
  x: { shape: number[]; values: number[] };
  dy: { values: number[] };
  y: { values: number[] };
  dx: { values: number[] };
  scale: number[];
  zero: number[];
  low: number;
  high: number;
}

const cases = (goldens as unknown as Golden[]).filter(({ kind }) => kind === "fake");

beforeAll(() => setWasmFiles(wasmFolder()));

describe.each(["cpu", "wasm"] as DeviceName[])("fakeQuantize on %s", (device) => {
  beforeAll(() => switchDevice(device));

  it("has PyTorch's numbers and gradients, and leaves nothing behind", async () => {
    expect(cases).toHaveLength(7);
    for (const { name, x, dy, y, dx, scale, zero, low, high } of cases) {
      const { numTensors } = tf.memory();
      const input = parameter(tf.tensor(x.values, x.shape));
      const grid = { scale: tf.tensor1d(scale), zero: tf.tensor1d(zero), low, high };
      const upstream = tf.tensor(dy.values, x.shape);
      const rounded = fakeQuantize(input, grid);
      const found = await rounded.data.data();
      for (const [i, v] of found.entries()) expect(v, name).toBeCloseTo(y.values[i] as number, 5);
      const loss = sum(mul(rounded, upstream));
      backward(loss);
      const slope = await (input.grad as tf.Tensor).data();
      for (const [i, v] of slope.entries()) expect(v, name).toBeCloseTo(dx.values[i] as number, 5);
      loss.dispose();
      input.dispose();
      tf.dispose([grid.scale, grid.zero, upstream]);
      expect(tf.memory().numTensors, name).toBe(numTensors);
    }
  });

  it("rounds a weight as quantize and dequantize do, per tensor, channel and group", async () => {
    for (const scheme of ["symmetric", "affine"] as const) {
      for (const per of ["tensor", "channel", 4] as const) {
        for (const bits of [2, 4, 8]) {
          const { numTensors } = tf.memory();
          const weight = anyWeight(bits, 12, 5);
          const wanted = dequantize(quantize(weight, { bits, scheme, per })).values;
          const variable = parameter(tf.tensor2d(weight.values.slice(), [12, 5]));
          const rounded = fakeQuantizeWeight(variable, { bits, scheme, per });
          const found = await rounded.data.data();
          for (const [i, v] of found.entries()) expect(v).toBeCloseTo(wanted[i] as number, 5);
          rounded.dispose();
          variable.dispose();
          expect(tf.memory().numTensors).toBe(numTensors);
        }
      }
    }
  });

  it("refuses bits and groups that cannot be", () => {
    const variable = parameter(tf.zeros([6, 2]));
    expect(() => fakeQuantizeWeight(variable, { bits: 1 })).toThrow(
      "fakeQuantizeWeight: got 1 bits, want a whole number from 2 to 8",
    );
    expect(() => fakeQuantizeWeight(variable, { bits: 4, per: 4 })).toThrow(
      "fakeQuantizeWeight: got groups of 4 for 6 inputs, want a number from 1 to 6 that divides them",
    );
    variable.dispose();
  });
});
