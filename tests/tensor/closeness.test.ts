import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closeness, coordinatesOf } from "../../lib/tensor/closeness.js";

describe("closeness", () => {
  it("names the first value that is off, by row and column", () => {
    const { maxAbsolute, maxRelative, firstOffence, sentence } = closeness(
      [1, 2, 3, 4, 5, 0.83],
      [1, 2, 3, 4, 5, 1],
      {},
      [2, 3],
    );
    expect(sentence).toBe("row 1, column 2 is 0.83, expected 1");
    expect(firstOffence).toEqual({ index: 5, coordinates: [1, 2], actual: 0.83, expected: 1 });
    expect(maxAbsolute).toBeCloseTo(0.17, 12);
    expect(maxRelative).toBeCloseTo(0.17, 12);
  });

  it("keeps the first of several offences", () => {
    expect(closeness([1, 5, 9], [1, 2, 3]).firstOffence?.index).toBe(1);
  });

  it("says that all is well within the tolerance and not beyond it", () => {
    const within = closeness([100.0009], [100], { relative: 1e-5, absolute: 0 });
    expect(within.firstOffence).toBeUndefined();
    expect(within.sentence).toBe("all 1 values are within 0.00001 of what was expected");
    expect(
      closeness([100.0011], [100], { relative: 1e-5, absolute: 0 }).firstOffence,
    ).toBeDefined();
    expect(closeness([1e-6], [0]).firstOffence).toBeUndefined();
    expect(closeness([1e-6], [0], { absolute: 0 }).firstOffence).toBeDefined();
  });

  it("measures relative error against what was expected, not what came", () => {
    expect(closeness([1], [2]).maxRelative).toBe(0.5);
    expect(closeness([2], [-1]).maxRelative).toBe(3);
  });

  it("lets NaN equal NaN and an infinity itself, and nothing else", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    expect(closeness([nan, infinity, -infinity], [nan, infinity, -infinity]).maxAbsolute).toBe(0);
    for (const [a, e] of [
      [nan, 1],
      [1, nan],
      [infinity, 1],
      [1, infinity],
      [infinity, -infinity],
      [nan, infinity],
    ] as const) {
      expect(closeness([a], [e], { relative: 1e9 }).firstOffence).toBeDefined();
    }
  });

  it("speaks of values, rows or places as the shape asks", () => {
    expect(closeness([1], [2], {}, []).sentence).toBe("the value is 1, expected 2");
    expect(closeness([0, 1], [0, 2]).sentence).toBe("value 1 is 1, expected 2");
    const deep = closeness([0, 0, 0, 1], [0, 0, 0, 2], {}, [2, 1, 2]);
    expect(deep.sentence).toBe("the value at [1, 0, 1] is 1, expected 2");
  });

  it("is 0 exactly for equal arrays and grows with any change", () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), fc.nat(), (values, at) => {
        expect(closeness(values, values).maxAbsolute).toBe(0);
        const index = at % values.length;
        const changed = values.map((v, i) => (i === index ? v + 1 + Math.abs(v) : v));
        expect(closeness(changed, values).firstOffence?.index).toBe(index);
      }),
      { seed: 1 },
    );
  });

  it("refuses arrays whose lengths or shape disagree", () => {
    expect(() => closeness([1], [1, 2])).toThrow(
      "closeness: 1 values came, 2 were expected, and shape [2] holds 2",
    );
    expect(() => closeness([1, 2], [1, 2], {}, [3])).toThrow("shape [3] holds 3");
  });
});

describe("coordinatesOf", () => {
  it("counts the last axis fastest", () => {
    expect(coordinatesOf(5, [2, 3])).toEqual([1, 2]);
    expect(coordinatesOf(0, [])).toEqual([]);
    expect(coordinatesOf(23, [2, 3, 4])).toEqual([1, 2, 3]);
  });
});
