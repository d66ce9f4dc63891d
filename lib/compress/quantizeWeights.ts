import { type Packed, packQuantized, unpackQuantized } from "./packCodes.js";
import { dequantize, type QuantizeOptions, quantize } from "./quantize.js";
import { storedBytes } from "./storedBytes.js";
import type { Weight, Weights } from "./weights.js";

/** A model's parameters, some of them in few bits. */
export type StoredWeights = Readonly<Record<string, Weight | Packed>>;

/**
 * Quantizes parameters by name; the others stay float32.
 *
 * @param options for each parameter that is to be quantized
 * @throws RangeError for a name that the weights lack, and where `quantize` does
 */
export function quantizeWeights(
  weights: Weights,
  options: Readonly<Record<string, QuantizeOptions>>,
): StoredWeights {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(weights, name));
  if (unknown !== undefined) {
    throw new RangeError(
      `quantizeWeights: got the name "${unknown}", want one of ${Object.keys(weights).join(", ")}`,
    );
  }
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => {
      const own = Object.hasOwn(options, name) ? options[name] : undefined;
      return [name, own ? packQuantized(quantize(weight, own)) : weight];
    }),
  );
}

/** All as float32 again, for `putWeights`. */
export function dequantizeWeights(stored: StoredWeights): Weights {
  return Object.fromEntries(
    Object.entries(stored).map(([name, one]) => [
      name,
      "packed" in one ? dequantize(unpackQuantized(one)) : one,
    ]),
  );
}

/** The bytes that all arrays take: codes, scales and zeros, and what stayed float32. */
export function totalBytes(stored: StoredWeights): number {
  return Object.values(stored).reduce((bytes, one) => bytes + storedBytes(one), 0);
}
