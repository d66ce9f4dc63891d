import { expect, test } from "vitest";
import { numberText, percentText } from "../../lib/figures/numberText.js";

test("numbers are written with few digits, a true minus and no trailing zeros", () => {
  const written = [
    0, -0, 2, -3.5, 0.123456, 138.83381924198252, 645.5772594752186, 12_345, 99_999.6,
  ];
  expect(written.map((x) => numberText(x))).toEqual([
    ...["0", "0", "2", "−3.5", "0.1235", "138.8", "645.6", "12345", "100000"],
  ]);
});

test("very small and very large numbers are written with an exponent", () => {
  expect([1e-5, -2.5e-7, 1_234_567, -1e12].map((x) => numberText(x))).toEqual([
    ...["1e−5", "−2.5e−7", "1.235e6", "−1e12"],
  ]);
});

test("what is not finite is said as it is", () => {
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(odd.map((x) => numberText(x))).toEqual(["NaN", "∞", "−∞"]);
});

test("fewer digits on request, and shares as percentages", () => {
  expect(numberText(0.123456, 2)).toBe("0.12");
  expect([1, 0.974, 0.45, 0, Number.NaN].map(percentText)).toEqual([
    ...["100\u00a0%", "97.4\u00a0%", "45\u00a0%", "0\u00a0%", "NaN"],
  ]);
});
