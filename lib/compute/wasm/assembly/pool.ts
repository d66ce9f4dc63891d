/**
 * The gradient of max pooling: each window's goes to its first largest pixel.
 *
 * @param x `[B, Y, X, C]`
 * @param dy `[B, outY, outX, C]`
 * @param dx `[B, Y, X, C]`, the result
 * @param top rows of padding above the image, which never win; `left` likewise
 */
export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  B: i32,
  Y: i32,
  X: i32,
  C: i32,
  height: i32,
  width: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const pixel: usize = <usize>C << 2;
  const line: usize = <usize>X * pixel;
  memory.fill(dx, 0, <usize>(B * Y) * line);
  for (let b = 0; b < B; b++) {
    for (let oy = 0; oy < outY; oy++) {
      const firstY = max(oy * strideY - top, 0);
      const lastY = min(oy * strideY - top + height, Y);
      for (let ox = 0; ox < outX; ox++) {
        const firstX = max(ox * strideX - left, 0);
        const across = min(ox * strideX - left + width, X) - firstX;
        const corner = <usize>firstY * line + <usize>firstX * pixel;
        window(x + corner, dx + corner, dy, lastY - firstY, across, line, C);
        dy += pixel;
      }
    }
    x += <usize>Y * line;
    dx += <usize>Y * line;
  }
}

/** One window of all channels, of which it handles four at a time. */
function window(
  x: usize,
  dx: usize,
  dy: usize,
  down: i32,
  across: i32,
  line: usize,
  C: i32,
): void {
  if (down <= 0 || across <= 0) return;
  const pixel: usize = <usize>C << 2;
  let channel = 0;
  for (; channel + 4 <= C; channel += 4) {
    let largest = v128.load(x);
    let winner = i32x4.splat(0);
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const place = <usize>i * line + <usize>j * pixel;
        const here = v128.load(x + place);
        const wins = f32x4.gt(here, largest);
        largest = v128.bitselect(here, largest, wins);
        winner = v128.bitselect(i32x4.splat(<i32>place), winner, wins);
      }
    }
    const upstream = v128.load(dy);
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const place = <usize>i * line + <usize>j * pixel;
        const share = v128.and(upstream, i32x4.eq(winner, i32x4.splat(<i32>place)));
        v128.store(dx + place, f32x4.add(v128.load(dx + place), share));
      }
    }
    x += 16;
    dx += 16;
    dy += 16;
  }
  for (; channel < C; channel++) {
    let largest = load<f32>(x);
    let winner: usize = 0;
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        const place = <usize>i * line + <usize>j * pixel;
        const here = load<f32>(x + place);
        if (here > largest) {
          largest = here;
          winner = place;
        }
      }
    }
    store<f32>(dx + winner, load<f32>(dx + winner) + load<f32>(dy));
    x += 4;
    dx += 4;
    dy += 4;
  }
}
