import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { majorityBaseline } from "../../lib/data/baseline.js";

describe("majorityBaseline", () => {
  it("says the commonest training class and is right as often as it is held out", () => {
    const baseline = majorityBaseline(Int32Array.of(0, 1, 1), Int32Array.of(0, 0, 0, 1));
    expect(baseline).toEqual({ label: 1, accuracy: 0.25 });
  });

  it("takes the lower of two equally common classes", () => {
    expect(majorityBaseline(Int32Array.of(2, 1, 1, 2), Int32Array.of(1)).label).toBe(1);
  });

  it("beats every other constant answer on the rows it counted", () => {
    const property = fc.property(fc.array(fc.nat(4), { minLength: 1 }), (classes) => {
      const labels = Int32Array.from(classes);
      const { accuracy } = majorityBaseline(labels, labels);
      for (const label of labels) {
        const share = classes.filter((other) => other === label).length / classes.length;
        expect(accuracy).toBeGreaterThanOrEqual(share);
      }
    });
    fc.assert(property, { seed: 1 });
  });

  it("refuses empty parts", () => {
    expect(() => majorityBaseline(Int32Array.of(1), new Int32Array())).toThrow(
      "majorityBaseline: got 1 training and 0 held-out labels, want at least one of each",
    );
  });
});
