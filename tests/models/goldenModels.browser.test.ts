import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { gpuErrors } from "../compute/gpuErrors.js";
import { followsPyTorch, leaksNothing, repeatsItself } from "./goldenModel.js";
import { goldenModels } from "./goldenModels.js";

describe.each(deviceNames)("on %s in Chromium", (device) => {
  let errors: ReturnType<typeof gpuErrors>;
  beforeAll(async () => {
    setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
    expect((await switchDevice(device)).name).toBe(device);
    errors = gpuErrors();
  });
  afterAll(() => errors.stop());

  const gpu = device === "webgpu" || device === "webgl";
  describe.each(Object.entries(goldenModels))("a small %s", (_, { bind, golden }) => {
    followsPyTorch(bind, golden, gpu ? 1e-3 : 1e-5);
    repeatsItself(bind, golden);
    leaksNothing(bind, golden, 5);
  });

  it("makes no GPU complain", async () => {
    expect(await errors.take()).toEqual([]);
  });
});
