import { describe, expect, it } from "vitest";
import { assertParity, parityStep } from "./parity.js";

const side = (name: string, losses: number[]) => ({
  side: name,
  note: "",
  rounds: [1],
  losses,
  memoryBytes: 0,
});

/** Fifty losses that end at `last`, and some after them. */
const fifty = (last: number) => [...Array<number>(49).fill(4), last, 1, 1];

describe("the comparison of losses", () => {
  it("is made at the 50th step, or at the last that all sides have", () => {
    expect(parityStep([side("a", fifty(2)), side("b", fifty(2))])).toBe(50);
    expect(parityStep([side("a", [3, 2, 1]), side("b", [3, 2]), side("absent", [])])).toBe(2);
  });

  it("lets losses pass that lie up to 2 % apart", () => {
    expect(() => assertParity("gpt", [side("a", fifty(2)), side("b", fifty(2.039))])).not.toThrow();
  });

  it("names the two that lie furthest apart", () => {
    const sides = [side("a", fifty(2.02)), side("b", fifty(2.05)), side("c", fifty(2))];
    expect(() => assertParity("gpt", sides)).toThrow(
      "after 50 steps of gpt, c has loss 2.0000 and b 2.0500, more than 2 % apart",
    );
  });

  it("refuses a loss that is not a number", () => {
    const sides = [side("a", fifty(2)), side("b", fifty(Number.NaN))];
    expect(() => assertParity("gpt", sides)).toThrow("b has loss NaN");
  });
});
