/**
 * The value of 16 bits in IEEE 754's half precision: 1 sign, 5 exponent and 10 fraction bits.
 *
 * @see IEEE 754-2019, binary16
 */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Every half-precision number once: 256 kB, made when the first is wanted. */
let halves: Float32Array | undefined;

/** Numbers in half precision as float32; every one is exact. */
export function float16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, i) => fromFloat16(i));
  const table = halves;
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) numbers[i] = table[bits[i] as number] as number;
  return numbers;
}

/** Numbers in bfloat16, which is float32 without its 16 low bits, as float32; every one is exact. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = (bits[i] as number) << 16;
  return new Float32Array(wide.buffer);
}
