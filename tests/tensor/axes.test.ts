import { describe, expect, it } from "vitest";
import { bindAxes, ShapeError } from "../../lib/tensor/axes.js";

const q = { shape: [2, 3, 4] };

describe("bindAxes", () => {
  it("gives the size of every letter", () => {
    const k = { shape: [2, 5, 4] };
    expect(bindAxes("attention", { q: [q, "BTD"], k: [k, "BSD"] })).toEqual({
      B: 2,
      T: 3,
      S: 5,
      D: 4,
    });
  });

  it("takes a scalar without axes", () => {
    expect(bindAxes("loss", { loss: [{ shape: [] }, ""] })).toEqual({});
  });

  it("refuses a size that disagrees, and says with what", () => {
    const k = { shape: [2, 5, 8] };
    const bind = () => bindAxes("attention", { q: [q, "BTD"], k: [k, "BSD"] });
    expect(bind).toThrow(ShapeError);
    expect(bind).toThrow("attention: k has shape [2,5,8], so D=8, but D=4 in q");
  });

  it("refuses a letter that disagrees with itself in one tensor", () => {
    const bind = () => bindAxes("trace", { x: [{ shape: [2, 3] }, "NN"] });
    expect(bind).toThrow("trace: x has shape [2,3], so N=3, but N=2 in x");
  });

  it("refuses another number of axes", () => {
    const bind = () => bindAxes("attention", { q: [q, "TD"] });
    expect(bind).toThrow("attention: q has shape [2,3,4], want axes [T,D]");
  });
});
