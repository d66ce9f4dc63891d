import { beforeAll, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { runBattery } from "./battery.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

/** Software adapters on two busy cores need most of it; alone they take about half a minute. */
const timeoutMs = 300_000;

it.for(deviceNames)(
  "agrees with PyTorch in Chromium on %s",
  { timeout: timeoutMs },
  async (name) => {
    const device = await switchDevice(name);
    expect(device).toMatchObject({ name, forced: true, refused: [] });
    const gpu = name === "webgpu" || name === "webgl";
    const { problems } = await runBattery(name, gpu ? 1e-3 : 1e-5);
    expect(problems).toEqual([]);
  },
);
