import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { measureDevice } from "../../lib/compute/measureDevice.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "./wasmFolder.js";

describe("measureDevice", () => {
  it.each([
    ["cpu", "best product"],
    ["wasm", "peak"],
  ] as const)("finds figures for %s that a machine can have", async (device, flopsAre) => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
    const before = tf.memory().numTensors;
    const limits = await measureDevice();
    expect(tf.memory().numTensors).toBe(before);
    expect(limits.flopsAre).toBe(flopsAre);
    // Bounds that no processor of today leaves, however busy it is: from a thousandth to a thousand times a usual one.
    expect(limits.launchMicroseconds).toBeGreaterThan(0.01);
    expect(limits.launchMicroseconds).toBeLessThan(1e5);
    expect(limits.bytesPerSecond).toBeGreaterThan(1e6);
    expect(limits.bytesPerSecond).toBeLessThan(1e13);
    expect(limits.flopsPerSecond).toBeGreaterThan(1e6);
    expect(limits.flopsPerSecond).toBeLessThan(1e13);
  });
});
