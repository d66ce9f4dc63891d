import { describe, expect, it } from "vitest";
import { counterBits } from "../../lib/tensor/counterBits.js";

const share = (seed: number, bit: number, count = 20_000) => {
  let ones = 0;
  for (let place = 0; place < count; place++) ones += (counterBits(seed, place) >>> bit) & 1;
  return ones / count;
};

describe("counterBits", () => {
  it("gives the same bits for the same seed and place, from 0 to 2³² - 1", () => {
    expect(counterBits(7, 3)).toBe(counterBits(7, 3));
    expect(counterBits(7, 3)).not.toBe(counterBits(8, 3));
    expect(counterBits(7, 3)).not.toBe(counterBits(7, 4));
    for (let place = 0; place < 100; place++) {
      const bits = counterBits(2 ** 32 - 1, place);
      expect(Number.isInteger(bits) && bits >= 0 && bits < 2 ** 32).toBe(true);
    }
  });

  it("sets every bit about half of the time", () => {
    for (let bit = 0; bit < 32; bit++) expect(Math.abs(share(1, bit) - 0.5)).toBeLessThan(0.018); // 5 standard errors
  });

  it("does not repeat one seed's bits under the next seed", () => {
    let same = 0;
    for (let place = 0; place < 20_000; place++) {
      same += Number((counterBits(1, place) ^ counterBits(2, place)) >>> 31 === 0);
    }
    expect(Math.abs(same / 20_000 - 0.5)).toBeLessThan(0.018);
  });
});
