import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../lib/tensor/random.js";

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("random", () => {
  it("gives the same stream for the same seed and another for another", () => {
    const stream = (seed: number) => draw(20, random(seed).uniform);
    expect(stream(7)).toEqual(stream(7));
    expect(stream(7)).not.toEqual(stream(8));
  });

  it("keeps its stream from one version to the next", () => {
    expect(draw(3, random(1).uniform)).toMatchInlineSnapshot(`
      [
        0.3678755429573357,
        0.08161311969161034,
        0.8205357783008367,
      ]
    `);
  });

  it("spreads uniform numbers evenly over [0, 1)", () => {
    const values = draw(20_000, random(1).uniform);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(0.5, 2); // standard error 0.002
    const tenth = values.filter((v) => v < 0.1).length;
    expect(Math.abs(tenth - 2000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.1 * 0.9));
  });

  it("draws normal numbers with mean 0, variance 1 and the right tails", () => {
    const values = draw(20_000, random(2).normal);
    expect(Math.abs(mean(values))).toBeLessThan(0.03); // 4 standard errors
    expect(mean(values.map((v) => v * v))).toBeCloseTo(1, 1);
    const beyond2 = values.filter((v) => Math.abs(v) > 2).length / values.length;
    expect(beyond2).toBeCloseTo(0.0455, 2);
    const pairs = values.slice(1).map((v, i) => v * (values[i] as number));
    expect(Math.abs(mean(pairs))).toBeLessThan(0.03); // neighbours are independent
  });

  it("draws whole numbers below the limit, each about as often", () => {
    const counts = new Array<number>(5).fill(0);
    for (const value of draw(10_000, () => random3.integer(5)))
      counts[value] = (counts[value] ?? 0) + 1;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("permutes: each number once, in any order", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 50 }), (seed, length) => {
        const order = random(seed).permutation(length);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
      { seed: 4 },
    );
  });

  it("puts each number at each place about as often", () => {
    const source = random(5);
    const firsts = new Array<number>(4).fill(0);
    for (let i = 0; i < 4000; i++) {
      const first = source.permutation(4)[0] as number;
      firsts[first] = (firsts[first] ?? 0) + 1;
    }
    for (const count of firsts) expect(Math.abs(count - 1000)).toBeLessThan(140);
  });
});

const random3 = random(3);
