import type { Bitmask } from "./bitmask.js";
import type { Csr } from "./csr.js";
import type { Packed } from "./packCodes.js";
import type { Quantized } from "./quantize.js";
import type { TwoOfFour } from "./twoOfFour.js";
import type { Weight } from "./weights.js";

/** How many bytes a weight's arrays take as they lie in memory. */
export function storedBytes(
  stored: Weight | Csr | Bitmask | TwoOfFour | Quantized | Packed,
): number {
  return Object.values(stored).reduce(
    (bytes: number, part: unknown) => bytes + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
}
