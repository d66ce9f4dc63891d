import { multiplyAdd, tanh } from "./lanes";

const SLOPE: f32 = 0.7978845608; // √(2/π)
const CUBIC: f32 = 0.044715;

@inline
function bend(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), f32x4.mul(x, f32x4.splat(CUBIC)));
  return tanh(f32x4.mul(f32x4.add(x, cube), f32x4.splat(SLOPE)));
}

@inline
function value(x: v128): v128 {
  const half = f32x4.mul(x, f32x4.splat(0.5));
  return multiplyAdd(half, bend(x), half);
}

@inline
function slope(x: v128): v128 {
  const one = f32x4.splat(1);
  const t = bend(x);
  const square = f32x4.mul(x, x);
  const inner = f32x4.mul(multiplyAdd(square, f32x4.splat(3 * CUBIC), one), f32x4.splat(SLOPE));
  const rise = f32x4.mul(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), inner);
  return f32x4.mul(f32x4.add(f32x4.add(one, t), rise), f32x4.splat(0.5));
}

/** `y = x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))` */
export function gelu(x: usize, y: usize, count: i32): void {
  const lanes = count & ~3;
  let i = 0;
  for (; i < lanes; i += 4) {
    v128.store(y, value(v128.load(x)));
    x += 16;
    y += 16;
  }
  for (; i < count; i++) {
    store<f32>(y, f32x4.extract_lane(value(v128.load32_splat(x)), 0));
    x += 4;
    y += 4;
  }
}

/** `dx = dy · gelu'(x)` */
export function geluGradient(dy: usize, x: usize, dx: usize, count: i32): void {
  const lanes = count & ~3;
  let i = 0;
  for (; i < lanes; i += 4) {
    v128.store(dx, f32x4.mul(v128.load(dy), slope(v128.load(x))));
    x += 16;
    dy += 16;
    dx += 16;
  }
  for (; i < count; i++) {
    store<f32>(dx, load<f32>(dy) * f32x4.extract_lane(slope(v128.load32_splat(x)), 0));
    x += 4;
    dy += 4;
    dx += 4;
  }
}
