import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inRepository } from "../../lib/site/paths.js";
import { random } from "../../lib/tensor/random.js";
import { meanInterval } from "../../lib/train/meanInterval.js";
import { studentQuantile, studentWithin } from "../../lib/train/studentT.js";

describe("Student's t", () => {
  it("has the closed forms of one, two and four degrees of freedom", () => {
    for (const t of [0.1, 1, 2.5, 20]) {
      expect(studentWithin(t, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(t), 12);
      expect(studentWithin(t, 2)).toBeCloseTo(t / Math.sqrt(2 + t * t), 12);
      const s = t / Math.sqrt(4 + t * t);
      expect(studentWithin(t, 4)).toBeCloseTo(s * (1 + (1 - s * s) / 2), 12);
    }
  });

  it("gives the tables' quantiles", () => {
    const table = [
      [1, 12.7062],
      [2, 4.3027],
      [3, 3.1824],
      [4, 2.7764],
      [9, 2.2622],
      [30, 2.0423],
      [1000, 1.9623],
    ] as const;
    for (const [degrees, t] of table) expect(studentQuantile(0.95, degrees)).toBeCloseTo(t, 4);
    expect(studentQuantile(0.99, 5)).toBeCloseTo(4.0321, 4);
  });

  it("refuses what is no distribution or no share", () => {
    expect(() => studentQuantile(0.95, 0)).toThrow("got 0 degrees of freedom");
    expect(() => studentQuantile(1, 4)).toThrow("confidence 1");
  });
});

describe("the interval of a mean", () => {
  it("is that of one integrated in Python", () => {
    const file = readFileSync(inRepository("data/fine-tuning-golden.json"), "utf8");
    const { intervals } = JSON.parse(file) as {
      intervals: Record<"low" | "high" | "confidence", number>[] & { values: number[] }[];
    };
    expect(intervals).toHaveLength(4);
    for (const { values, confidence, low, high } of intervals) {
      const got = meanInterval(values, confidence);
      expect(got.low).toBeCloseTo(low, 9);
      expect(got.high).toBeCloseTo(high, 9);
    }
  });

  it("holds the true mean in the share of repetitions that it names", () => {
    const { normal } = random(1);
    let held = 0;
    for (let i = 0; i < 4000; i++) {
      const { low, high } = meanInterval(Array.from({ length: 5 }, () => 3 + 2 * normal()));
      held += Number(low <= 3 && 3 <= high);
    }
    expect(Math.abs(held / 4000 - 0.95)).toBeLessThan(0.011);
  });

  it("is a point for equal values, and refuses a single one", () => {
    expect(meanInterval([2, 2, 2])).toEqual({ mean: 2, low: 2, high: 2 });
    expect(() => meanInterval([1])).toThrow("meanInterval: got 1 values, want at least two");
  });
});
