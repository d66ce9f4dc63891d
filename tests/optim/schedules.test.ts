import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constant, cosine, linearWarmUp, noam, type Schedule } from "../../lib/optim/schedules.js";

const rates = (schedule: Schedule, ...steps: number[]) => steps.map((step) => schedule(step));
const close = (wanted: number[]) => wanted.map((rate) => expect.closeTo(rate, 12));

describe("linearWarmUp", () => {
  it("rises by equal amounts to its peak and stays there", () => {
    const schedule = linearWarmUp({ peak: 0.8, steps: 4 });
    expect(rates(schedule, 1, 2, 3, 4, 5, 1000)).toEqual(close([0.2, 0.4, 0.6, 0.8, 0.8, 0.8]));
  });

  it("is constant without steps", () => {
    expect(rates(linearWarmUp({ peak: 0.3, steps: 0 }), 1, 2, 9)).toEqual([0.3, 0.3, 0.3]);
    expect(rates(constant(0.3), 1, 2, 9)).toEqual([0.3, 0.3, 0.3]);
  });
});

describe("noam", () => {
  const first = noam({ width: 512, warmUp: 4000 });

  it("has the rates of the first Transformer", () => {
    // Vaswani et al. 2017, §5.3, worked out for d = 512 and 4000 steps of warm-up
    for (const [step, rate] of [
      [1, 1.74693e-7],
      [4000, 6.98771e-4],
      [20_000, 3.125e-4],
    ] as const) {
      expect(first(step) / rate).toBeCloseTo(1, 5);
    }
  });

  it("is highest at the end of its warm-up, whatever the sizes", () => {
    const size = fc.integer({ min: 1, max: 5000 });
    const property = fc.property(size, size, size, (width, warmUp, step) => {
      const schedule = noam({ width, warmUp });
      expect(schedule(step)).toBeLessThanOrEqual(schedule(warmUp) * (1 + 1e-12));
    });
    fc.assert(property, { seed: 1 });
  });

  it("is scaled by a factor", () => {
    expect(noam({ width: 64, warmUp: 10, scale: 2 })(10)).toBeCloseTo(
      2 * noam({ width: 64, warmUp: 10 })(10),
      12,
    );
  });
});

describe("cosine", () => {
  it("falls from its peak to its end, and is half-way in the middle", () => {
    const schedule = cosine({ peak: 1, steps: 10, end: 0.2 });
    expect(rates(schedule, 0, 5, 10, 11, 500)).toEqual(close([1, 0.6, 0.2, 0.2, 0.2]));
    expect(rates(schedule, 2.5)).toEqual(close([0.2 + 0.4 * (1 + Math.SQRT1_2)]));
  });

  it("rises first when it is told to", () => {
    const schedule = cosine({ peak: 1, steps: 14, warmUp: 4 });
    expect(rates(schedule, 1, 2, 4, 9, 14)).toEqual(close([0.25, 0.5, 1, 0.5, 0]));
  });

  it("never rises after its warm-up", () => {
    const property = fc.property(fc.integer({ min: 20, max: 200 }), (step) => {
      const schedule = cosine({ peak: 0.1, steps: 100, warmUp: 20, end: 0.01 });
      expect(schedule(step + 1)).toBeLessThanOrEqual(schedule(step));
    });
    fc.assert(property, { seed: 1 });
  });
});

describe("schedules refuse", () => {
  it.each([
    [() => constant(Number.NaN), "constant: got rate NaN, want a finite number from 0"],
    [() => linearWarmUp({ peak: -1, steps: 3 }), "linearWarmUp: got peak -1, want a finite number"],
    [
      () => linearWarmUp({ peak: 1, steps: 2.5 }),
      "linearWarmUp: got steps 2.5, want a whole number from 0",
    ],
    [() => noam({ width: 0, warmUp: 1 }), "noam: got width 0, want a whole number from 1"],
    [() => noam({ width: 1, warmUp: 0 }), "noam: got warmUp 0, want a whole number from 1"],
    [
      () => noam({ width: 1, warmUp: 1, scale: Number.POSITIVE_INFINITY }),
      "noam: got scale Infinity, want a finite number from 0",
    ],
    [
      () => cosine({ peak: 1, steps: 5, warmUp: 5 }),
      "cosine: got a warm-up of 5 in 5 steps, want it shorter",
    ],
    [() => cosine({ peak: 1, steps: 5, end: -1 }), "cosine: got end -1, want a finite number"],
  ])("what cannot be a schedule", (make, says) => {
    expect(make).toThrow(says);
  });
});
