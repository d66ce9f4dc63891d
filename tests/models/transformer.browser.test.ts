import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { expectTransformer, transformerCases } from "./transformerGolden.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it.each(["webgpu", "webgl"] as const)(
  "agrees with PyTorch's layers in Chromium on %s",
  async (name) => {
    expect((await openDevice(name)).name).toBe(name);
    const before = tf.memory().numTensors;
    await expectTransformer(transformerCases[1] as (typeof transformerCases)[number], 1e-3);
    expect(tf.memory().numTensors).toBe(before);
  },
);
