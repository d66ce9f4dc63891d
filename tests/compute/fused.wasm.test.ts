import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { runFused } from "./fused.battery.js";
import { wasmFolder } from "./wasmFolder.js";

it("has PyTorch's numbers from the fused kernels on WebAssembly", async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
  const { problems, ours } = await runFused(1e-5);
  expect(problems).toEqual([]);
  expect(ours).toEqual([
    "AdamStep",
    "Attention",
    "AttentionGradient",
    "CounterDropout",
    "CrossEntropy",
    "CrossEntropyGradient",
    "Gelu",
    "GeluGradient",
    "LayerNorm",
    "LayerNormGradient",
    "Lstm",
    "LstmGradient",
    "QuantizedMatMul",
    "SgdStep",
    "SparseMatMul",
  ]);
});
