import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { openDevice, switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it("passes by software adapters when nobody asks for them", async () => {
  const { name, refused, forced } = await openDevice();
  expect({ name, forced }).toEqual({ name: "wasm", forced: false });
  expect(refused.map((one) => one.name)).toEqual(["webgpu", "webgl"]);
  for (const { reason } of refused) {
    expect(reason).toMatch(/^Only a software imitation .*SwiftShader.*slower than WebAssembly\.$/i);
  }
});

it.for(["webgpu", "webgl"] as const)("runs %s on software when asked to", async (wanted) => {
  const device = await switchDevice(wanted);
  expect(device).toMatchObject({ name: wanted, software: true, forced: true, refused: [] });
  expect(device.adapter).toMatch(/swiftshader/i);
  expect(tf.getBackend()).toBe(wanted);
});

it("runs small operations on the GPU that was asked for, not on the processor", async () => {
  await switchDevice("webgpu");
  expect(tf.env().getBool("WEBGPU_CPU_FORWARD")).toBe(false);
  await switchDevice("webgpu", { cpuForward: true });
  expect(tf.env().getBool("WEBGPU_CPU_FORWARD")).toBe(true);
  await switchDevice("webgl");
  expect(tf.env().getBool("WEBGL_CPU_FORWARD")).toBe(false);
});

it("takes the next device when the browser has no WebGPU", async () => {
  const gpu = Object.getOwnPropertyDescriptor(Navigator.prototype, "gpu") as PropertyDescriptor;
  Object.defineProperty(Navigator.prototype, "gpu", { value: undefined, configurable: true });
  try {
    const device = await switchDevice("webgpu");
    expect(device).toMatchObject({ name: "wasm", forced: false });
    expect(device.refused[0]).toEqual({ name: "webgpu", reason: "This browser has no WebGPU." });
    expect(device.why).toBe("WebGPU was asked for and cannot start; this is the next one.");
  } finally {
    Object.defineProperty(Navigator.prototype, "gpu", gpu);
  }
});
