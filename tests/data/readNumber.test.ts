import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumber } from "../../lib/data/readNumber.js";

describe("readNumber", () => {
  it.each([
    ["1", 1],
    ["-2.5", -2.5],
    ["+.5", 0.5],
    ["3.", 3],
    ["1e-3", 0.001],
    ["007", 7],
  ])("reads %s with a decimal point", (text, value) => {
    expect(readNumber(text, ".")).toBe(value);
  });

  it.each([
    ["1", 1],
    ["-2,5", -2.5],
    [",5", 0.5],
    ["1.234,5", 1234.5],
    ["1.234.567", 1234567],
    ["1,5e2", 150],
  ])("reads %s with a decimal comma", (text, value) => {
    expect(readNumber(text, ",")).toBe(value);
  });

  it.each([
    "",
    ".",
    "-",
    "e5",
    "1,5",
    "1 000",
    "12 kg",
    "0x1f",
    "1_000",
    "Infinity",
    "NaN",
    "1e39",
  ])("takes “%s” for no number that fits", (text) => expect(readNumber(text, ".")).toBeUndefined());

  it.each(["", ",", "1.5", "1.23.456", "1,2,3", "12.34,5"])(
    "takes “%s” for no number with a decimal comma",
    (text) => expect(readNumber(text, ",")).toBeUndefined(),
  );

  // A text has no minus zero.
  const float = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

  it("reads back every number that fits in float32", () => {
    const property = fc.property(float, (value) => {
      expect(readNumber(String(value), ".")).toBe(value);
      expect(readNumber(String(value).replace(".", ","), ",")).toBe(value);
    });
    fc.assert(property, { seed: 1 });
  });
});
