import { roundHalfEven } from "./masks.js";

/** A floating-point format of IEEE 754's kind. */
export interface FloatFormat {
  exponentBits: number;
  fractionBits: number;
}

/** Half precision, fp16: eleven digits in base 2, from about 6e-8 to 65504. */
export const float16: FloatFormat = { exponentBits: 5, fractionBits: 10 };
/** bf16: float32's range with eight digits in base 2. */
export const bfloat16: FloatFormat = { exponentBits: 8, fractionBits: 7 };

/** The largest exponent of a finite number, which is also the exponents' bias. */
const mostExponent = ({ exponentBits }: FloatFormat) => 2 ** (exponentBits - 1) - 1;

/**
 * The number of a format nearest to one; halves go to the even one, and what is beyond the largest becomes infinite.
 *
 * @see IEEE 754-2019, §4.3.1
 */
export function roundFloat(value: number, format: FloatFormat): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const step = 2 ** (exponentOf(value, format) - format.fractionBits);
  const rounded = roundHalfEven(value / step) * step;
  const beyond = 2 ** (mostExponent(format) + 1);
  return Math.abs(rounded) < beyond ? rounded : Math.sign(value) * Infinity;
}

/** A number's parts in a format, once rounded: `± 1.fraction · 2^(exponent - bias)`, or `0.fraction` with exponent 0. */
export interface FloatParts {
  sign: 0 | 1;
  exponent: number;
  fraction: number;
  /** All of them in one whole number. */
  bits: number;
}

export function floatParts(value: number, format: FloatFormat): FloatParts {
  const { exponentBits, fractionBits } = format;
  const number = roundFloat(value, format);
  const sign = number < 0 || Object.is(number, -0) ? 1 : 0;
  let [exponent, fraction] = [0, 0];
  if (Number.isNaN(number)) [exponent, fraction] = [2 ** exponentBits - 1, 2 ** (fractionBits - 1)];
  else if (!Number.isFinite(number)) exponent = 2 ** exponentBits - 1;
  else if (number !== 0) {
    const power = exponentOf(number, format);
    const digits = Math.abs(number) / 2 ** (power - fractionBits);
    const normal = digits >= 2 ** fractionBits;
    exponent = normal ? power + mostExponent(format) : 0;
    fraction = normal ? digits - 2 ** fractionBits : digits;
  }
  const bits = (sign * 2 ** exponentBits + exponent) * 2 ** fractionBits + fraction;
  return { sign, exponent, fraction, bits };
}

/** Numbers in 16 bits each, as a file has them. */
export function toSixteenBits(values: Float32Array, format: FloatFormat): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, (value) => floatParts(value, format).bits);
}

/** The exponent of the first digit, read off the double's bits; of subnormal numbers that of the least normal one. */
function exponentOf(value: number, format: FloatFormat): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const exponent = ((view.getUint16(0) >> 4) & 0x7ff) - 1023;
  return Math.max(exponent, 1 - mostExponent(format));
}
