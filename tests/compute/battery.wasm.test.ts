import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { runBattery } from "./battery.js";
import { wasmFolder } from "./wasmFolder.js";

it("agrees with PyTorch on WebAssembly, and no kernel runs in JavaScript undeclared", async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
  const { problems } = await runBattery("wasm", 1e-5);
  expect(problems).toEqual([]);
});
