const withPoint = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const withComma = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+|(?=,\d))(?:,\d*)?(?:e[+-]?\d+)?$/i;

/** The mark before the decimals. */
export type DecimalMark = "." | ",";

/**
 * Reads a number written in digits, or nothing.
 *
 * @param text without surrounding spaces
 * @param mark with `,` a point may group thousands: `1.234,5`
 * @returns undefined for anything else, and for numbers too large for float32
 */
export function readNumber(text: string, mark: DecimalMark): number | undefined {
  if (!(mark === "." ? withPoint : withComma).test(text)) return undefined;
  const value = Number(mark === "." ? text : text.replaceAll(".", "").replace(",", "."));
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}
