import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { dequantize, quantize } from "../../lib/compress/quantize.js";
import { quantizedLinear } from "../../lib/compress/quantizedLinear.js";
import { switchDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { anyWeight } from "./anyWeight.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it.for(deviceNames)(
  "gives the product of the weights that its codes stand for on %s",
  async (name) => {
    expect(await switchDevice(name)).toMatchObject({ name, switchedOff: [] });
    const [I, O] = [128, 48];
    for (const options of [{ bits: 8 }, { bits: 4, per: 32, scheme: "affine" as const }]) {
      for (const B of [1, 6]) {
        const stored = quantize(anyWeight(1, I, O), options);
        const right = dequantize(stored).values;
        const { numTensors, numBytes } = tf.memory();
        const layer = quantizedLinear(stored, { shape: [O], values: new Float32Array(O) });
        expect(tf.memory().numBytes - numBytes - 4 * O).toBe(layer.bytes);
        const groups = options.bits === 8 ? O : 2 * 4 * O; // scales, and zeros
        const codeBytes = name === "webgl" ? 4 : options.bits / 8; // nothing of ours there yet
        expect(layer.bytes).toBe(I * O * codeBytes + 4 * groups);
        const x = anyWeight(B, B, I).values;
        const [input, y] = tf.tidy(() => {
          const input = tf.tensor2d(x.slice(), [B, I]);
          return [input, layer.forward(input)];
        }) as [tf.Tensor, tf.Tensor];
        const wanted = Float32Array.from({ length: B * O }, (_, n) => {
          let sum = 0;
          for (let i = 0; i < I; i++) {
            const left = x[Math.floor(n / O) * I + i] as number;
            sum += left * (right[i * O + (n % O)] as number);
          }
          return sum;
        });
        const near = { relative: 1e-3, absolute: 1e-3 * Math.max(...wanted.map(Math.abs)) };
        const { firstOffence, sentence } = closeness(await y.data(), wanted, near);
        expect(firstOffence, sentence).toBeUndefined();
        tf.dispose([input, y]);
        layer.dispose();
        expect(tf.memory().numTensors).toBe(numTensors);
      }
    }
  },
);
