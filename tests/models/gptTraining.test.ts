import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { smallGpt, trained, trainGpt } from "./trainGpt.js";

beforeAll(() => setWasmFiles(wasmFolder()));

/** Adam divides by the root of a gradient's square, so a gradient near 0 moves a number by its rounding. */
const tolerance = { relative: 1e-3, absolute: 1e-3 };

it("learns the same numbers in 50 steps on WebAssembly as on the CPU", async () => {
  await switchDevice("cpu");
  const expected = await trained(50);
  await switchDevice("wasm");
  const { firstOffence, sentence } = closeness(await trained(50), expected, tolerance);
  expect(firstOffence, sentence).toBeUndefined();
});

it("leaks no tensor over 200 steps on WebAssembly", async () => {
  await switchDevice("wasm");
  const before = tf.memory();
  const training = trainGpt(smallGpt);
  training.step(); // Adam's means are there from now on
  const first = tf.memory();
  for (let i = 0; i < 200; i++) training.step();
  const last = tf.memory();
  expect(last.numTensors).toBe(first.numTensors);
  expect(last.numDataBuffers).toBe(first.numDataBuffers);
  await training.finish();
  expect(tf.memory().numTensors).toBe(before.numTensors);
});
