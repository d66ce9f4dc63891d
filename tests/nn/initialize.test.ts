import { describe, expect, it } from "vitest";
import { initialize } from "../../lib/nn/initialize.js";
import { random } from "../../lib/tensor/random.js";

describe("initialize", () => {
  it.each([
    ["he", Math.sqrt(2 / 300)],
    ["xavier", Math.sqrt(2 / 400)],
    ["small", 0.01],
    ["large", 1],
  ] as const)("spreads %s weights by %f around 0", (name, deviation) => {
    const weights = initialize(name, 300, 100, random(1));
    expect(weights.shape).toEqual([300, 100]);
    const numbers = [...weights.dataSync()];
    weights.dispose();
    const mean = numbers.reduce((sum, w) => sum + w, 0) / numbers.length;
    const variance = numbers.reduce((sum, w) => sum + (w - mean) ** 2, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan((4 * deviation) / Math.sqrt(numbers.length));
    expect(Math.sqrt(variance) / deviation).toBeCloseTo(1, 1);
  });
});
