import { multiplyAdd } from "./lanes";

/**
 * The inner loop of every product: 6 rows × 8 columns of the result, in twelve registers, over `depth` steps.
 * It has no branch but its own, or the compiler runs out of registers (measured: half the speed).
 *
 * @param left a packed panel, `[depth][6]`
 * @param right a packed panel, `[depth][8]`
 * @param from what the tile starts from, such as a bias
 * @param fromStride bytes from one row of it to the next; 0 where all rows start alike
 * @param to the first number of the tile
 * @param toStride bytes from one row of the result to the next
 */
export function multiplyTile(
  left: usize,
  right: usize,
  depth: i32,
  from: usize,
  fromStride: usize,
  to: usize,
  toStride: usize,
): void {
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  let b0 = v128.load((from += fromStride));
  let b1 = v128.load(from, 16);
  let c0 = v128.load((from += fromStride));
  let c1 = v128.load(from, 16);
  let d0 = v128.load((from += fromStride));
  let d1 = v128.load(from, 16);
  let e0 = v128.load((from += fromStride));
  let e1 = v128.load(from, 16);
  let f0 = v128.load((from += fromStride));
  let f1 = v128.load(from, 16);
  for (; depth > 0; depth--) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    let l = v128.load32_splat(left);
    a0 = multiplyAdd(l, r0, a0);
    a1 = multiplyAdd(l, r1, a1);
    l = v128.load32_splat(left, 4);
    b0 = multiplyAdd(l, r0, b0);
    b1 = multiplyAdd(l, r1, b1);
    l = v128.load32_splat(left, 8);
    c0 = multiplyAdd(l, r0, c0);
    c1 = multiplyAdd(l, r1, c1);
    l = v128.load32_splat(left, 12);
    d0 = multiplyAdd(l, r0, d0);
    d1 = multiplyAdd(l, r1, d1);
    l = v128.load32_splat(left, 16);
    e0 = multiplyAdd(l, r0, e0);
    e1 = multiplyAdd(l, r1, e1);
    l = v128.load32_splat(left, 20);
    f0 = multiplyAdd(l, r0, f0);
    f1 = multiplyAdd(l, r1, f1);
    left += 24;
    right += 32;
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store((to += toStride), b0);
  v128.store(to, b1, 16);
  v128.store((to += toStride), c0);
  v128.store(to, c1, 16);
  v128.store((to += toStride), d0);
  v128.store(to, d1, 16);
  v128.store((to += toStride), e0);
  v128.store(to, e1, 16);
  v128.store((to += toStride), f0);
  v128.store(to, f1, 16);
}

/** Repeats the inner loop on panels that stay in the nearest cache: what the processor can do at most. */
export function repeatTile(panels: usize, out: usize, rounds: i32): void {
  memory.fill(panels, 0, 256 * (6 + 8) * 4);
  memory.fill(out, 0, 6 * 8 * 4);
  for (let i = 0; i < rounds; i++) multiplyTile(panels, panels + 256 * 6 * 4, 256, out, 32, out, 32);
}
