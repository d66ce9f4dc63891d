import { checkWeight, type Weight } from "./weights.js";

/** A bit for each weight, set where it is not 0, and those that are not 0 in their order. */
export interface Bitmask {
  format: "bitmask";
  shape: readonly number[];
  /** `⌈N / 8⌉` bytes; weight n is bit `n mod 8` of byte `⌊n / 8⌋`. */
  bits: Uint8Array<ArrayBuffer>;
  values: Float32Array<ArrayBuffer>;
}

/** @throws RangeError unless its numbers are finite and fit the shape */
export function toBitmask(weight: Weight): Bitmask {
  checkWeight("toBitmask", "the weight", weight);
  const bits = new Uint8Array(Math.ceil(weight.values.length / 8));
  for (const [n, value] of weight.values.entries()) {
    if (value !== 0) bits[n >> 3] = (bits[n >> 3] as number) | (1 << (n & 7));
  }
  return {
    format: "bitmask",
    shape: weight.shape,
    bits,
    values: weight.values.filter((v) => v !== 0),
  };
}

/** The weights again, number for number. */
export function fromBitmask({ shape, bits, values }: Bitmask): Weight {
  const all = new Float32Array(shape.reduce((product, n) => product * n, 1));
  let at = 0;
  for (let n = 0; n < all.length; n++) {
    if ((bits[n >> 3] as number) & (1 << (n & 7))) all[n] = values[at++] as number;
  }
  return { shape, values: all };
}
