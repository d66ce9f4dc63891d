import { format } from "d3-format";

/**
 * A number as figures print it: a true minus sign, few digits, `NaN` and `∞` as they are.
 *
 * @param value any number
 * @param digits significant digits, 4 by default; whole numbers below a million keep all of theirs
 */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) {
    return format(`.${digits - 1}~e`)(value)
      .replace("e+", "e")
      .replace("e-", "e−");
  }
  if (Number.isInteger(value) || size >= 10 ** digits) return format(".0f")(value);
  return format(`.${digits}~r`)(value);
}

/** A share of 1 as a percentage: `0.974` is `97.4 %`, with a space that does not break. */
export function percentText(share: number): string {
  return Number.isFinite(share) ? `${format(".1~f")(share * 100)}\u00a0%` : numberText(share);
}
