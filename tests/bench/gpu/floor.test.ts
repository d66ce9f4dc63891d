import { expect, it } from "vitest";
import { floorMs, trainingNeeds } from "./floor.js";

const limits = {
  launchMicroseconds: 10,
  bytesPerSecond: 1e9,
  flopsPerSecond: 1e12,
  flopsAre: "peak" as const,
};

it("adds the launches to the longer of arithmetic and memory", () => {
  const needs = { launches: 100, flops: 2e9, bytes: 1e6 };
  expect(floorMs(needs, limits)).toBeCloseTo(1 + 2, 12); // 100 × 10 µs, 2 GFLOP at 1 TFLOP/s
  expect(floorMs({ ...needs, bytes: 5e6 }, limits)).toBeCloseTo(1 + 5, 12); // 5 MB at 1 GB/s
});

it("counts a step as three forward passes of each sequence, and eight touches of each parameter", () => {
  expect(trainingNeeds(1000, { batch: 4, parameters: 10, launches: 7 })).toEqual({
    launches: 7,
    flops: 12_000,
    bytes: 320,
  });
});
