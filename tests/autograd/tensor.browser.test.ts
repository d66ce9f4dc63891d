import { describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { expectCase, tensorCases } from "./tensorCases.js";

setWasmFiles(
  new URL("../../node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/", import.meta.url).href,
);

describe.each(deviceNames)("the tensor engine in Chromium on %s", (name) => {
  const tolerance = name === "cpu" || name === "wasm" ? 1e-5 : 1e-3;

  it("agrees with PyTorch on every operation and gradient", async () => {
    const device = await openDevice(name);
    expect(device.name).toBe(name);
    for (const golden of tensorCases) await expectCase(golden, tolerance);
  });
});
