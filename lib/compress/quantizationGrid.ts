import { roundHalfEven } from "./masks.js";

/** `symmetric`: 0 stands in the middle, and there is only a scale; `affine`: the codes cover from the least to the most. */
export type Scheme = "symmetric" | "affine";

/** The numbers that codes stand for: `scale · (code - zero)`, with codes from `low` to `high`. */
export interface QuantizationGrid {
  scale: number;
  zero: number;
  low: number;
  high: number;
}

/** The least scale: below it float32 loses digits, and `high · scale` would no longer reach the end. */
const leastScale = 2 ** -126;

/** The least and the greatest code. Symmetric ones leave out the lowest, so two bits are ternary: -1, 0, 1. */
export function codeRange(bits: number, scheme: Scheme): [low: number, high: number] {
  return scheme === "symmetric" ? [1 - 2 ** (bits - 1), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}

/**
 * The grid that covers a range. 0 is always on it, so that what was pruned stays 0.
 *
 * @param range the least and the greatest number to be kept whole; what lies outside is cut off
 * @see Jacob et al. 2018, "Quantization and training of neural networks for efficient integer-arithmetic-only inference",
 *   §2.1 and §3, https://arxiv.org/abs/1712.05877
 */
export function gridFor(
  [least, greatest]: readonly [number, number],
  bits: number,
  scheme: Scheme,
): QuantizationGrid {
  const [low, high] = codeRange(bits, scheme);
  if (scheme === "symmetric") {
    const most = Math.max(Math.abs(least), Math.abs(greatest));
    return { scale: Math.fround(Math.max(most / high, leastScale)), zero: 0, low, high };
  }
  const [from, to] = [Math.min(least, 0), Math.max(greatest, 0)];
  const scale = Math.fround(Math.max((to - from) / high, leastScale));
  return { scale, zero: Math.min(high, Math.max(0, roundHalfEven(-from / scale))), low, high };
}

/** The code nearest to a number; of two as near, PyTorch's. */
export function codeOf(value: number, { scale, zero, low, high }: QuantizationGrid): number {
  return Math.min(high, Math.max(low, roundHalfEven(value / scale) + zero));
}

/** @throws RangeError unless it is a whole number from 2 to 8 */
export function checkBits(who: string, bits: number): void {
  if (!Number.isInteger(bits) || bits < 2 || bits > 8) {
    throw new RangeError(`${who}: got ${bits} bits, want a whole number from 2 to 8`);
  }
}

/** @throws RangeError unless it is one of the two */
export function checkScheme(who: string, scheme: Scheme): void {
  if (scheme !== "symmetric" && scheme !== "affine") {
    throw new RangeError(`${who}: got scheme "${scheme}", want "symmetric" or "affine"`);
  }
}
