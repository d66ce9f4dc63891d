import { exp, largestOf, sumOf } from "./lanes";

/** `e^x` of one number. */
@inline
export function expOf(x: f32): f32 {
  return f32x4.extract_lane(exp(f32x4.splat(x)), 0);
}

/**
 * The natural logarithm of a sum of powers, which is 1 or more, or NaN. (AssemblyScript's own keeps a table in memory,
 * and the memory is TensorFlow.js's.)
 *
 * @see Moshier, Cephes, logf.c: the polynomial's coefficients
 */
export function logOf(x: f32): f32 {
  if (!(x < Infinity)) return x;
  const bits = reinterpret<u32>(x);
  let exponent: i32 = <i32>(bits >> 23) - 127;
  let m = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000); // x = m · 2^exponent, 1 ≤ m < 2
  if (m > 1.41421356) {
    m *= 0.5;
    exponent++;
  }
  const z = m - 1;
  const square = z * z;
  let p: f32 = 7.0376836292e-2;
  p = p * z - 1.151461031e-1;
  p = p * z + 1.1676998740e-1;
  p = p * z - 1.2420140846e-1;
  p = p * z + 1.4249322787e-1;
  p = p * z - 1.6668057665e-1;
  p = p * z + 2.0000714765e-1;
  p = p * z - 2.4999993993e-1;
  p = p * z + 3.3333331174e-1;
  const small = p * z * square + <f32>exponent * <f32>-2.12194440e-4 - square * 0.5;
  return z + small + <f32>exponent * <f32>0.693359375;
}

/** The largest of `count` numbers; NaN if one is. */
export function rowMaximum(x: usize, count: i32): f32 {
  const lanes = count & ~3;
  let largest = f32x4.splat(-Infinity);
  let i = 0;
  for (; i < lanes; i += 4) {
    largest = f32x4.max(largest, v128.load(x));
    x += 16;
  }
  let top = largestOf(largest);
  for (; i < count; i++) {
    top = max<f32>(top, load<f32>(x));
    x += 4;
  }
  return top;
}

/** `Σ e^(x - shift)`. */
export function rowSumExp(x: usize, count: i32, shift: f32): f32 {
  const lanes = count & ~3;
  const shifts = f32x4.splat(shift);
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i < lanes; i += 4) {
    sums = f32x4.add(sums, exp(f32x4.sub(v128.load(x), shifts)));
    x += 16;
  }
  let sum = sumOf(sums);
  for (; i < count; i++) {
    sum += expOf(load<f32>(x) - shift);
    x += 4;
  }
  return sum;
}

/**
 * Of each row of `logits`, `log Σ eˣ` into `logSumExp`; and the sum over the rows of what the right class lacks to it.
 * A label outside the classes counts NaN.
 *
 * @param logits `[rows, classes]`
 * @param labels `[rows]`, int32
 */
export function crossEntropy(
  logits: usize,
  labels: usize,
  logSumExp: usize,
  rows: i32,
  classes: i32,
): f64 {
  let total: f64 = 0;
  for (let row = 0; row < rows; row++) {
    const top = rowMaximum(logits, classes);
    const lse: f32 = top + logOf(rowSumExp(logits, classes, top));
    store<f32>(logSumExp, lse);
    const label = load<i32>(labels);
    const known = <u32>label < <u32>classes;
    total += known ? <f64>lse - <f64>load<f32>(logits + (<usize>label << 2)) : NaN;
    logits += <usize>classes << 2;
    labels += 4;
    logSumExp += 4;
  }
  return total;
}

/** `(softmax(logits) - onehot(labels)) · scale`, from the sums that `crossEntropy` kept. */
export function crossEntropyGradient(
  logits: usize,
  labels: usize,
  logSumExp: usize,
  gradient: usize,
  rows: i32,
  classes: i32,
  scale: f32,
): void {
  const lanes = classes & ~3;
  const scales = f32x4.splat(scale);
  for (let row = 0; row < rows; row++) {
    const shift = load<f32>(logSumExp);
    const shifts = f32x4.splat(shift);
    let i = 0;
    let to = gradient;
    for (; i < lanes; i += 4) {
      v128.store(to, f32x4.mul(exp(f32x4.sub(v128.load(logits), shifts)), scales));
      logits += 16;
      to += 16;
    }
    for (; i < classes; i++) {
      store<f32>(to, expOf(load<f32>(logits) - shift) * scale);
      logits += 4;
      to += 4;
    }
    const label = load<i32>(labels);
    if (<u32>label < <u32>classes) {
      const at = gradient + (<usize>label << 2);
      store<f32>(at, load<f32>(at) - scale);
    }
    gradient = to;
    labels += 4;
    logSumExp += 4;
  }
}
