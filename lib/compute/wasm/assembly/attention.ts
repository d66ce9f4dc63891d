import { exp, multiplyAdd, sumOf } from "./lanes";
import { ADD, multiply } from "./matMul";
import { expOf, logOf, rowMaximum } from "./softmax";

/** Queries that are handled at once. */
const BLOCK: i32 = 48;

/** How many bytes of scratch memory, besides `multiply`'s, the functions below need. */
export function attentionBytes(T: i32): usize {
  return (<usize>(BLOCK * T) << 3) + (<usize>T << 2);
}

/** How many keys a block that ends before query `end` may read. */
@inline
function keysOf(end: i32, T: i32, causal: bool): i32 {
  return causal ? end : T;
}

/**
 * `out = softmax(q kᵀ · scale) v` for each head, without keeping the weights.
 *
 * @param qkv `[B, T, 3, H, D]`
 * @param out `[B, T, H, D]`
 * @param logSumExp `[B, H, T]`, `log Σ e^score` of each query, from which the weights can be had again
 * @param scratch `scratchBytes() + attentionBytes(T)` bytes
 */
export function attention(
  qkv: usize,
  out: usize,
  logSumExp: usize,
  B: i32,
  T: i32,
  H: i32,
  D: i32,
  scale: f32,
  causal: bool,
  scratch: usize,
  scores: usize,
): void {
  const width: usize = <usize>(H * D) << 2;
  const row: usize = 3 * width;
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      const at: usize = <usize>(h * D) << 2;
      const q = qkv + <usize>b * <usize>T * row + at;
      const k = q + width;
      const v = k + width;
      const o = out + <usize>b * <usize>T * width + at;
      const lse = logSumExp + (<usize>((b * H + h) * T) << 2);
      for (let t = 0; t < T; t += BLOCK) {
        const end = min(t + BLOCK, T);
        const keys = keysOf(end, T, causal);
        const line: usize = <usize>keys << 2;
        multiply(q + <usize>t * row, row, 4, k, 4, row, scores, line, end - t, D, keys, 0, 0, scratch);
        for (let i = t; i < end; i++) {
          const x = scores + <usize>(i - t) * line;
          const seen = causal ? i + 1 : keys;
          store<f32>(lse + (<usize>i << 2), softmaxRow(x, seen, keys, scale));
        }
        multiply(scores, line, 4, v, row, 4, o + <usize>t * width, width, end - t, keys, D, 0, 0, scratch);
      }
    }
  }
}

/**
 * Scores become weights, `softmax(x · scale)` of the `seen` first; those of keys that must not be seen are 0.
 *
 * @returns `log Σ e^(x · scale)`
 */
function softmaxRow(x: usize, seen: i32, keys: i32, scale: f32): f32 {
  const lanes = seen & ~3;
  const top: f32 = rowMaximum(x, seen) * scale;
  const scales = f32x4.splat(scale);
  const tops = f32x4.splat(top);
  let sums = f32x4.splat(0);
  let at = x;
  let i = 0;
  for (; i < lanes; i += 4) {
    const power = exp(f32x4.sub(f32x4.mul(v128.load(at), scales), tops));
    v128.store(at, power);
    sums = f32x4.add(sums, power);
    at += 16;
  }
  let sum = sumOf(sums);
  for (; i < seen; i++) {
    const power = expOf(load<f32>(at) * scale - top);
    store<f32>(at, power);
    sum += power;
    at += 4;
  }
  for (; i < keys; i++) {
    store<f32>(at, 0);
    at += 4;
  }
  const share: f32 = 1 / sum;
  const shares = f32x4.splat(share);
  at = x;
  for (i = 0; i < lanes; i += 4) {
    v128.store(at, f32x4.mul(v128.load(at), shares));
    at += 16;
  }
  for (; i < seen; i++) {
    store<f32>(at, load<f32>(at) * share);
    at += 4;
  }
  return top + logOf(sum);
}

/**
 * The gradients of q, k and v. The weights p are computed again from the scores. With `dp = dout vᵀ`, and
 * `δ = Σ dout · out` for each query, `ds = p · (dp - δ) · scale`; then `dq = ds k`, `dk = dsᵀ q`, `dv = pᵀ dout`.
 *
 * @see Dao et al. 2022, "FlashAttention", appendix B.2
 */
export function attentionGradient(
  dout: usize,
  qkv: usize,
  out: usize,
  logSumExp: usize,
  dqkv: usize,
  B: i32,
  T: i32,
  H: i32,
  D: i32,
  scale: f32,
  causal: bool,
  scratch: usize,
  scores: usize,
): void {
  const width: usize = <usize>(H * D) << 2;
  const row: usize = 3 * width;
  const slopes = scores + (<usize>(BLOCK * T) << 2);
  memory.fill(dqkv, 0, <usize>(B * T) * row);
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      const at: usize = <usize>(h * D) << 2;
      const offset = <usize>b * <usize>T * row + at;
      const q = qkv + offset;
      const k = q + width;
      const v = k + width;
      const dq = dqkv + offset;
      const dk = dq + width;
      const dv = dk + width;
      const o = out + <usize>b * <usize>T * width + at;
      const d = dout + <usize>b * <usize>T * width + at;
      const lse = logSumExp + (<usize>((b * H + h) * T) << 2);
      for (let t = 0; t < T; t += BLOCK) {
        const end = min(t + BLOCK, T);
        const high = end - t;
        const keys = keysOf(end, T, causal);
        const line: usize = <usize>keys << 2;
        const qt = q + <usize>t * row;
        const dt = d + <usize>t * width;
        multiply(qt, row, 4, k, 4, row, scores, line, high, D, keys, 0, 0, scratch);
        multiply(dt, width, 4, v, 4, row, slopes, line, high, D, keys, 0, 0, scratch);
        for (let i = t; i < end; i++) {
          const x = scores + <usize>(i - t) * line;
          const seen = causal ? i + 1 : keys;
          const place = <usize>i * width;
          const delta = dot(o + place, d + place, D);
          const shift = load<f32>(lse + (<usize>i << 2));
          slopeRow(x, slopes + <usize>(i - t) * line, seen, keys, delta, shift, scale);
        }
        multiply(slopes, line, 4, k, row, 4, dq + <usize>t * row, row, high, keys, D, 0, 0, scratch);
        multiply(slopes, 4, line, qt, row, 4, dk, row, keys, high, D, ADD, 0, scratch);
        multiply(scores, 4, line, dt, width, 4, dv, row, keys, high, D, ADD, 0, scratch);
      }
    }
  }
}

/**
 * Scores become weights again, `p = e^(p · scale - shift)`, and `x ← p · (x - δ) · scale`; both are 0 for keys that
 * must not be seen.
 */
function slopeRow(
  p: usize,
  x: usize,
  seen: i32,
  keys: i32,
  delta: f32,
  shift: f32,
  scale: f32,
): void {
  const lanes = seen & ~3;
  const scales = f32x4.splat(scale);
  const shifts = f32x4.splat(shift);
  const deltas = f32x4.splat(delta);
  let i = 0;
  for (; i < lanes; i += 4) {
    const weight = exp(f32x4.sub(f32x4.mul(v128.load(p), scales), shifts));
    v128.store(p, weight);
    const slope = f32x4.mul(weight, f32x4.sub(v128.load(x), deltas));
    v128.store(x, f32x4.mul(slope, scales));
    p += 16;
    x += 16;
  }
  for (; i < seen; i++) {
    const weight = expOf(load<f32>(p) * scale - shift);
    store<f32>(p, weight);
    store<f32>(x, weight * (load<f32>(x) - delta) * scale);
    p += 4;
    x += 4;
  }
  for (; i < keys; i++) {
    store<f32>(p, 0);
    store<f32>(x, 0);
    p += 4;
    x += 4;
  }
}

function dot(a: usize, b: usize, count: i32): f32 {
  const lanes = count & ~3;
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i < lanes; i += 4) {
    sums = multiplyAdd(v128.load(a), v128.load(b), sums);
    a += 16;
    b += 16;
  }
  let sum = sumOf(sums);
  for (; i < count; i++) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}
