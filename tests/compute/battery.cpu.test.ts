import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { cases, runBattery } from "./battery.js";
import { goldens } from "./golden.js";

it("has a case for each of PyTorch's and no other", () => {
  expect(Object.keys(cases).sort()).toEqual(Object.keys(goldens).sort());
});

it("agrees with PyTorch on the CPU", async () => {
  await openDevice("cpu");
  const { problems } = await runBattery("cpu", 1e-5);
  expect(problems).toEqual([]);
});
