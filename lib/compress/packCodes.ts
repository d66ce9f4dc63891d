import { checkBits, codeRange } from "./quantizationGrid.js";
import type { Quantized } from "./quantize.js";

/** As `Quantized`, with each code in just so many bits. */
export interface Packed extends Omit<Quantized, "format" | "codes"> {
  format: "packed";
  /** `⌈N · bits / 8⌉` bytes; the first code lies in the lowest bits of the first byte. */
  packed: Uint8Array<ArrayBuffer>;
}

/** Packs the codes of a weight close together; symmetric ones are counted from their lowest. */
export function packQuantized({ codes, format: _, ...rest }: Quantized): Packed {
  const [low] = codeRange(rest.bits, rest.scheme);
  return {
    ...rest,
    format: "packed",
    packed: packCodes(
      Array.from(codes, (code) => code - low),
      rest.bits,
    ),
  };
}

/** The codes again, one a byte. */
export function unpackQuantized({ packed, format: _, ...rest }: Packed): Quantized {
  const { bits, scheme, shape } = rest;
  const [low] = codeRange(bits, scheme);
  const count = shape.reduce((product, n) => product * n, 1);
  const codes = Array.from(unpackCodes(packed, bits, count), (code) => code + low);
  const bytes = scheme === "symmetric" ? Int8Array.from(codes) : Uint8Array.from(codes);
  return { ...rest, format: "quantized", codes: bytes };
}

/**
 * @param codes from 0 to `2 ** bits - 1`
 * @throws RangeError for bits outside 2 to 8, or a code outside
 */
export function packCodes(codes: ArrayLike<number>, bits: number): Uint8Array<ArrayBuffer> {
  checkBits("packCodes", bits);
  const bytes = new Uint8Array(Math.ceil((codes.length * bits) / 8));
  for (let n = 0; n < codes.length; n++) {
    const code = codes[n] as number;
    if (!Number.isInteger(code) || code < 0 || code >= 2 ** bits) {
      throw new RangeError(
        `packCodes: got the code ${code} at ${n}, want a whole number from 0 to ${2 ** bits - 1}`,
      );
    }
    const at = (n * bits) >> 3;
    const shifted = code << ((n * bits) & 7); // reaches into the next byte at most
    bytes[at] = (bytes[at] as number) | shifted;
    if (shifted > 255) bytes[at + 1] = shifted >> 8;
  }
  return bytes;
}

/** @throws RangeError for bits outside 2 to 8, or fewer bytes than the codes take */
export function unpackCodes(
  bytes: Uint8Array,
  bits: number,
  count: number,
): Uint8Array<ArrayBuffer> {
  checkBits("unpackCodes", bits);
  const wanted = Math.ceil((count * bits) / 8);
  if (bytes.length !== wanted) {
    throw new RangeError(
      `unpackCodes: got ${bytes.length} bytes, want ${wanted} for ${count} codes of ${bits} bits`,
    );
  }
  return Uint8Array.from({ length: count }, (_, n) => {
    const at = (n * bits) >> 3;
    const two = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8);
    return (two >> ((n * bits) & 7)) & (2 ** bits - 1);
  });
}
