import { exp, multiplyAdd, tanh } from "./lanes";
import { ADD, multiply } from "./matMul";

/** How many bytes of scratch memory, besides `multiply`'s, `lstmGradient` needs. */
export function lstmBytes(B: i32, H: i32): usize {
  return (<usize>(B * H)) << 3;
}

@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** `y (1 - y)`, the slope of the sigmoid where it gives y. */
@inline
function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(f32x4.splat(1), y));
}

/** Four numbers, or what is left of a row: then the first lanes count. */
@inline
function loadSome(at: usize, count: i32): v128 {
  if (count >= 4) return v128.load(at);
  let x = v128.load32_zero(at);
  if (count > 1) x = v128.load32_lane(at, x, 1, 4);
  if (count > 2) x = v128.load32_lane(at, x, 2, 8);
  return x;
}

@inline
function storeSome(at: usize, x: v128, count: i32): void {
  if (count >= 4) {
    v128.store(at, x);
    return;
  }
  v128.store32_lane(at, x, 0);
  if (count > 1) v128.store32_lane(at, x, 1, 4);
  if (count > 2) v128.store32_lane(at, x, 2, 8);
}

/**
 * Runs an LSTM over sequences from zeros: `c = σ(f) c + σ(i) tanh(g)`, `h = σ(o) tanh(c)`.
 *
 * @param gates `[B, T, 4H]`, the inputs' part of i, f, g and o
 * @param weight `[H, 4H]`, by which h adds to the next step's gates
 * @param hidden `[B, T, H]`, the result
 * @param cells `[B, T, H]`, kept for the gradient
 * @param activations `[B, T, 4H]`, σ(i), σ(f), tanh(g), σ(o), kept too
 */
export function lstm(
  gates: usize,
  weight: usize,
  hidden: usize,
  cells: usize,
  activations: usize,
  B: i32,
  T: i32,
  H: i32,
  scratch: usize,
): void {
  const wide: usize = (<usize>H) << 2;
  const row: usize = <usize>T * wide; // from one sequence to the next
  memory.copy(activations, gates, <usize>(B * T) * (wide << 2));
  for (let t = 0; t < T; t++) {
    const at = <usize>t * wide;
    if (t > 0) {
      const before = hidden + at - wide;
      const to = activations + (at << 2);
      multiply(before, row, 4, weight, wide << 2, 4, to, row << 2, B, H, 4 * H, ADD, 0, scratch);
    }
    for (let b = 0; b < B; b++) {
      const place = <usize>b * row + at;
      step(activations + (place << 2), cells + place, hidden + place, H, t > 0);
    }
  }
}

/** One sequence's step; its cell before lies one row above the new one. */
function step(gates: usize, cell: usize, h: usize, H: i32, continued: bool): void {
  const wide: usize = (<usize>H) << 2;
  for (let j = 0; j < H; j += 4) {
    const count = H - j;
    const i = sigmoid(loadSome(gates, count));
    const f = sigmoid(loadSome(gates + wide, count));
    const g = tanh(loadSome(gates + 2 * wide, count));
    const o = sigmoid(loadSome(gates + 3 * wide, count));
    const written = f32x4.mul(i, g);
    const c = continued ? multiplyAdd(f, loadSome(cell - wide, count), written) : written;
    storeSome(gates, i, count);
    storeSome(gates + wide, f, count);
    storeSome(gates + 2 * wide, g, count);
    storeSome(gates + 3 * wide, o, count);
    storeSome(cell, c, count);
    storeSome(h, f32x4.mul(o, tanh(c)), count);
    gates += 16;
    cell += 16;
    h += 16;
  }
}

/**
 * The gradients of the gates and of the state's weights, backwards through the steps.
 *
 * @param dy the gradient of every h, `[B, T, H]`
 * @param dgates `[B, T, 4H]`, the result
 * @param dweight `[H, 4H]`, the other
 * @param carried `lstmBytes(B, H)` bytes
 */
export function lstmGradient(
  dy: usize,
  hidden: usize,
  cells: usize,
  activations: usize,
  weight: usize,
  dgates: usize,
  dweight: usize,
  B: i32,
  T: i32,
  H: i32,
  scratch: usize,
  carried: usize,
): void {
  const wide: usize = (<usize>H) << 2;
  const row: usize = <usize>T * wide;
  const dh = carried;
  const dc = carried + <usize>B * wide;
  memory.fill(carried, 0, lstmBytes(B, H));
  for (let t = T - 1; t >= 0; t--) {
    const at = <usize>t * wide;
    for (let b = 0; b < B; b++) {
      const place = <usize>b * row + at;
      const four = place << 2;
      const own = <usize>b * wide;
      const cell = cells + place;
      stepGradient(dy + place, dh + own, dc + own, cell, activations + four, dgates + four, H, t > 0);
    }
    if (t == 0) break;
    const from = dgates + (at << 2);
    multiply(from, row << 2, 4, weight, 4, wide << 2, dh, wide, B, 4 * H, H, 0, 0, scratch);
  }
  memory.fill(dweight, 0, <usize>H * (wide << 2));
  for (let b = 0; b < B && T > 1; b++) {
    const left = hidden + <usize>b * row;
    const right = dgates + ((<usize>b * row + wide) << 2);
    multiply(left, 4, wide, right, wide << 2, 4, dweight, wide << 2, H, T - 1, 4 * H, ADD, 0, scratch);
  }
}

/** One sequence's step back: `dh` and `dc` came from the step after; `dc` is left for the step before. */
function stepGradient(
  dy: usize,
  dh: usize,
  dc: usize,
  cell: usize,
  gates: usize,
  dgates: usize,
  H: i32,
  continued: bool,
): void {
  const wide: usize = (<usize>H) << 2;
  const one = f32x4.splat(1);
  for (let j = 0; j < H; j += 4) {
    const count = H - j;
    const i = loadSome(gates, count);
    const f = loadSome(gates + wide, count);
    const g = loadSome(gates + 2 * wide, count);
    const o = loadSome(gates + 3 * wide, count);
    const bent = tanh(loadSome(cell, count));
    const earlier = continued ? loadSome(cell - wide, count) : f32x4.splat(0);
    const down = f32x4.add(loadSome(dy, count), loadSome(dh, count));
    const toCell = f32x4.mul(f32x4.mul(down, o), f32x4.sub(one, f32x4.mul(bent, bent)));
    const c = f32x4.add(toCell, loadSome(dc, count));
    storeSome(dgates, f32x4.mul(f32x4.mul(c, g), sigmoidSlope(i)), count);
    storeSome(dgates + wide, f32x4.mul(f32x4.mul(c, earlier), sigmoidSlope(f)), count);
    const flat = f32x4.sub(one, f32x4.mul(g, g));
    storeSome(dgates + 2 * wide, f32x4.mul(f32x4.mul(c, i), flat), count);
    storeSome(dgates + 3 * wide, f32x4.mul(f32x4.mul(down, bent), sigmoidSlope(o)), count);
    storeSome(dc, f32x4.mul(c, f), count);
    dy += 16;
    dh += 16;
    dc += 16;
    cell += 16;
    gates += 16;
    dgates += 16;
  }
}
