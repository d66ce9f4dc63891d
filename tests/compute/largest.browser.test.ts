import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { gpuErrors } from "./gpuErrors.js";
import { differences, runLargest } from "./largest.js";

let expected: Record<string, Float32Array[]>;
beforeAll(async () => {
  setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  await switchDevice("wasm"); // held against the CPU in largest.wasm.test.ts, and much faster
  expected = await runLargest();
}, 300_000);

it.for(["webgpu", "webgl"] as const)(
  "computes on %s what WebAssembly does at the workloads' largest sizes",
  { timeout: 300_000 },
  async (name) => {
    expect((await switchDevice(name)).switchedOff).toEqual([]);
    const errors = gpuErrors();
    const { numTensors } = tf.memory();
    expect(differences(await runLargest(), expected, 1e-3)).toEqual([]);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await errors.take()).toEqual([]);
    errors.stop();
  },
);
