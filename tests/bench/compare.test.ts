import { describe, expect, it } from "vitest";
import { compare, median } from "./compare.js";

describe("median", () => {
  it("is the middle number, or the mean of the two in the middle", () => {
    expect(median([3, 1, 20])).toBe(3);
    expect(median([4, 1, 20, 2])).toBe(3);
  });
});

describe("compare", () => {
  it("gives every way its turn, every other round in the opposite order", () => {
    const calls: string[] = [];
    const ways = { a: () => void calls.push("a"), b: () => void calls.push("b") };
    const timings = compare(ways, { rounds: 2, calls: 1 });
    expect(calls.join("")).toBe("ababba"); // the first of each warms up
    expect(timings.map(({ name, rounds }) => [name, rounds.length])).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });

  it("reports milliseconds a call", () => {
    const work = () => {
      const until = performance.now() + 2;
      while (performance.now() < until);
    };
    const [timing] = compare({ work }, { rounds: 3, calls: 3 });
    expect(timing?.min).toBeGreaterThanOrEqual(2);
    expect(timing?.median).toBeLessThanOrEqual(timing?.max as number);
  });
});
