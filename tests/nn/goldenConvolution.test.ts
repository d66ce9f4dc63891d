import { beforeAll, describe, expect } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { followsPyTorch } from "./goldenConvolution.js";

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });
  followsPyTorch(2e-5); // sums of up to 120 numbers
});
