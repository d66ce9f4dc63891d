import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { differences, runLargest } from "./largest.js";
import { wasmFolder } from "./wasmFolder.js";

it("computes on WebAssembly what the CPU does at the workloads' largest sizes", async () => {
  setWasmFiles(wasmFolder());
  await switchDevice("cpu");
  const expected = await runLargest(true);
  await switchDevice("wasm");
  const { numTensors } = tf.memory();
  const actual = await runLargest();
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(differences(actual, expected, 2e-5)).toEqual([]); // sums of up to 50,176 numbers
}, 300_000);
