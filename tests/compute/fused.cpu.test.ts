import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { runFused } from "./fused.battery.js";

it("composes every fused operation as PyTorch has it, on the CPU", async () => {
  await openDevice("cpu");
  expect(await runFused(1e-5)).toEqual({ problems: [], ours: [] });
});
