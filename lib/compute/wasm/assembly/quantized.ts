import { multiplyAdd, sumOf } from "./lanes";

/**
 * `y = x W` of a matrix in packed codes, for O neurons of it: each one's weights are unpacked to a row of float32, which
 * stays near the processor, and multiplied with all rows of x.
 *
 * @param x `[B, I]`
 * @param codes 4 or 8 bits each, a neuron in `across` bytes
 * @param scales, zeros `[O, I / group]`; zeros may be 0, then `zero` is that of all
 * @param y where the first neuron's output of the first row stands; a row has `wide` bytes
 * @param row room for I numbers
 */
export function quantizedMultiply(
  x: usize,
  codes: usize,
  scales: usize,
  zeros: usize,
  y: usize,
  row: usize,
  B: i32,
  I: i32,
  O: i32,
  group: i32,
  bits: i32,
  zero: f32,
  across: i32,
  wide: i32,
): void {
  const long: usize = (<usize>I) << 2;
  for (let o = 0; o < O; o++) {
    for (let k = 0; k < I; k += group) {
      let offset = zero;
      if (zeros != 0) {
        offset = load<f32>(zeros);
        zeros += 4;
      }
      if (bits == 4) unpack4(codes, row, k, k + group, load<f32>(scales), offset);
      else unpack8(codes, row, k, k + group, load<f32>(scales), offset);
      scales += 4;
    }
    let from = x;
    let to = y;
    let b = 0;
    for (; b + 4 <= B; b += 4) {
      multiplyFour(from, row, long, to, wide);
      from += long << 2;
      to += (<usize>wide) << 2;
    }
    for (; b < B; b++) {
      store<f32>(to, multiplyOne(from, row, long));
      from += long;
      to += wide;
    }
    codes += across;
    y += 4;
  }
}

/** Sixteen codes, one a byte, as weights. */
@inline
function write16(bytes: v128, at: usize, scale: v128, zero: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  store4(i32x4.extend_low_i16x8_u(low), at, scale, zero);
  store4(i32x4.extend_high_i16x8_u(low), at + 16, scale, zero);
  store4(i32x4.extend_low_i16x8_u(high), at + 32, scale, zero);
  store4(i32x4.extend_high_i16x8_u(high), at + 48, scale, zero);
}

@inline
function store4(codes: v128, at: usize, scale: v128, zero: v128): void {
  v128.store(at, f32x4.mul(f32x4.sub(f32x4.convert_i32x4_u(codes), zero), scale));
}

function unpack8(codes: usize, row: usize, k: i32, end: i32, scale: f32, zero: f32): void {
  const scales = f32x4.splat(scale);
  const zeros = f32x4.splat(zero);
  for (; k + 16 <= end; k += 16) {
    write16(v128.load(codes + <usize>k), row + ((<usize>k) << 2), scales, zeros);
  }
  for (; k < end; k++) {
    store<f32>(row + ((<usize>k) << 2), (<f32>load<u8>(codes + <usize>k) - zero) * scale);
  }
}

function unpack4(codes: usize, row: usize, k: i32, end: i32, scale: f32, zero: f32): void {
  const scales = f32x4.splat(scale);
  const zeros = f32x4.splat(zero);
  if ((k & 1) == 0) {
    for (; k + 32 <= end; k += 32) {
      const pairs = v128.load(codes + ((<usize>k) >> 1));
      const even = v128.and(pairs, i8x16.splat(15));
      const odd = i8x16.shr_u(pairs, 4);
      const at = row + ((<usize>k) << 2);
      write16(
        v128.shuffle<u8>(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
        at, scales, zeros,
      );
      write16(
        v128.shuffle<u8>(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
        at + 64, scales, zeros,
      );
    }
  }
  for (; k < end; k++) {
    const code = (load<u8>(codes + ((<usize>k) >> 1)) >> <u8>((k & 1) << 2)) & 15;
    store<f32>(row + ((<usize>k) << 2), (<f32>code - zero) * scale);
  }
}

@inline
function multiplyOne(x: usize, row: usize, long: usize): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 32 <= long; at += 32) {
    s0 = multiplyAdd(v128.load(x + at), v128.load(row + at), s0);
    s1 = multiplyAdd(v128.load(x + at, 16), v128.load(row + at, 16), s1);
  }
  let sum = sumOf(f32x4.add(s0, s1));
  for (; at < long; at += 4) sum += load<f32>(x + at) * load<f32>(row + at);
  return sum;
}

/** Four rows of x at once, so that a weight is read once for them. */
@inline
function multiplyFour(x: usize, row: usize, long: usize, y: usize, wide: i32): void {
  const x1 = x + long;
  const x2 = x1 + long;
  const x3 = x2 + long;
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= long; at += 16) {
    const w = v128.load(row + at);
    s0 = multiplyAdd(v128.load(x + at), w, s0);
    s1 = multiplyAdd(v128.load(x1 + at), w, s1);
    s2 = multiplyAdd(v128.load(x2 + at), w, s2);
    s3 = multiplyAdd(v128.load(x3 + at), w, s3);
  }
  let a = sumOf(s0);
  let b = sumOf(s1);
  let c = sumOf(s2);
  let d = sumOf(s3);
  for (; at < long; at += 4) {
    const w = load<f32>(row + at);
    a += load<f32>(x + at) * w;
    b += load<f32>(x1 + at) * w;
    c += load<f32>(x2 + at) * w;
    d += load<f32>(x3 + at) * w;
  }
  store<f32>(y, a);
  y += wide;
  store<f32>(y, b);
  y += wide;
  store<f32>(y, c);
  y += wide;
  store<f32>(y, d);
}
