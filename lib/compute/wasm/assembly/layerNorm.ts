import { multiplyAdd, sumOf } from "./lanes";

/**
 * Each row to mean 0 and variance 1, then `· gamma + beta`.
 *
 * @param x `[rows, width]`
 * @param y the result
 * @param mean `[rows]`, kept for the gradient
 * @param inverse `[rows]`, `1 / √(variance + epsilon)`, kept too
 */
export function layerNorm(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  mean: usize,
  inverse: usize,
  rows: i32,
  width: i32,
  epsilon: f32,
): void {
  const wide: usize = (<usize>width) << 2;
  const lanes: usize = wide & ~15;
  for (let row = 0; row < rows; row++) {
    let sums = f32x4.splat(0);
    let at: usize = 0;
    for (; at < lanes; at += 16) sums = f32x4.add(sums, v128.load(x + at));
    let total = sumOf(sums);
    for (; at < wide; at += 4) total += load<f32>(x + at);
    const m = total / <f32>width;
    const four = f32x4.splat(m);
    let squares = f32x4.splat(0);
    for (at = 0; at < lanes; at += 16) {
      const d = f32x4.sub(v128.load(x + at), four);
      squares = multiplyAdd(d, d, squares);
    }
    let spread = sumOf(squares);
    for (; at < wide; at += 4) {
      const d = load<f32>(x + at) - m;
      spread += d * d;
    }
    const scale: f32 = 1 / Mathf.sqrt(spread / <f32>width + epsilon);
    const scales = f32x4.splat(scale);
    for (at = 0; at < lanes; at += 16) {
      const d = f32x4.mul(f32x4.sub(v128.load(x + at), four), scales);
      v128.store(y + at, multiplyAdd(d, v128.load(gamma + at), v128.load(beta + at)));
    }
    for (; at < wide; at += 4) {
      const d = (load<f32>(x + at) - m) * scale;
      store<f32>(y + at, d * load<f32>(gamma + at) + load<f32>(beta + at));
    }
    store<f32>(mean, m);
    store<f32>(inverse, scale);
    x += wide;
    y += wide;
    mean += 4;
    inverse += 4;
  }
}

/**
 * With `h = (x - mean) · inverse` and `g = dy · gamma`: `dx = inverse · (g - mean(g) - h · mean(g · h))`,
 * `dgamma = Σ dy · h`, `dbeta = Σ dy` over the rows.
 */
export function layerNormGradient(
  dy: usize,
  x: usize,
  gamma: usize,
  mean: usize,
  inverse: usize,
  dx: usize,
  dgamma: usize,
  dbeta: usize,
  rows: i32,
  width: i32,
): void {
  const wide: usize = (<usize>width) << 2;
  const lanes: usize = wide & ~15;
  memory.fill(dgamma, 0, wide);
  memory.fill(dbeta, 0, wide);
  for (let row = 0; row < rows; row++) {
    const m = load<f32>(mean);
    const scale = load<f32>(inverse);
    const four = f32x4.splat(m);
    const scales = f32x4.splat(scale);
    let sums = f32x4.splat(0);
    let products = sums;
    let at: usize = 0;
    for (; at < lanes; at += 16) {
      const d = v128.load(dy + at);
      const h = f32x4.mul(f32x4.sub(v128.load(x + at), four), scales);
      const g = f32x4.mul(d, v128.load(gamma + at));
      sums = f32x4.add(sums, g);
      products = multiplyAdd(g, h, products);
      v128.store(dgamma + at, multiplyAdd(d, h, v128.load(dgamma + at)));
      v128.store(dbeta + at, f32x4.add(d, v128.load(dbeta + at)));
    }
    let sum = sumOf(sums);
    let product = sumOf(products);
    for (; at < wide; at += 4) {
      const d = load<f32>(dy + at);
      const h = (load<f32>(x + at) - m) * scale;
      const g = d * load<f32>(gamma + at);
      sum += g;
      product += g * h;
      store<f32>(dgamma + at, load<f32>(dgamma + at) + d * h);
      store<f32>(dbeta + at, load<f32>(dbeta + at) + d);
    }
    sum /= <f32>width;
    product /= <f32>width;
    const meanG = f32x4.splat(sum);
    const meanProduct = f32x4.splat(product);
    for (at = 0; at < lanes; at += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(x + at), four), scales);
      const g = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
      const rest = f32x4.sub(f32x4.sub(g, meanG), f32x4.mul(h, meanProduct));
      v128.store(dx + at, f32x4.mul(rest, scales));
    }
    for (; at < wide; at += 4) {
      const h = (load<f32>(x + at) - m) * scale;
      const g = load<f32>(dy + at) * load<f32>(gamma + at);
      store<f32>(dx + at, (g - sum - h * product) * scale);
    }
    dy += wide;
    x += wide;
    dx += wide;
    mean += 4;
    inverse += 4;
  }
}
