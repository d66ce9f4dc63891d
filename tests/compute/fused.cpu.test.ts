import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { runFused } from "./fused.battery.js";

it("has PyTorch's numbers of every fused operation on the CPU, nearly all of them composed", async () => {
  await openDevice("cpu");
  expect(await runFused(1e-5)).toEqual({ problems: [], ours: ["QuantizedMatMul", "SparseMatMul"] });
});
