import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import goldens from "../golden/attention.json";
import { expectGolden } from "./attentionGolden.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it.each(deviceNames)("multi-head attention agrees with PyTorch in Chromium on %s", async (name) => {
  const device = await openDevice(name);
  expect(device.name).toBe(name);
  const before = tf.memory().numTensors;
  const tolerance = name === "cpu" || name === "wasm" ? 1e-5 : 1e-3;
  for (const golden of goldens) await expectGolden(golden, tolerance);
  expect(tf.memory().numTensors).toBe(before);
});
