import { beforeAll, describe, expect } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { followsPyTorch, leaksNothing, repeatsItself } from "./goldenModel.js";
import { goldenModels } from "./goldenModels.js";

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  describe.each(Object.entries(goldenModels))("a small %s", (_, { bind, golden }) => {
    followsPyTorch(bind, golden);
    repeatsItself(bind, golden);
    leaksNothing(bind, golden, 200);
  });
});
