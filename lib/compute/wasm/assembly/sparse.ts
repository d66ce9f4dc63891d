import { multiplyAdd } from "./lanes";

/**
 * `y = W x` of a matrix in compressed sparse rows: each of O rows adds up what is stored of it times a row of x.
 *
 * @param values, columns as many as are stored: the weight, and which row of x it multiplies
 * @param starts `[O + 1]`, where each row of W begins
 * @param x `[I, B]`
 * @param y `[O, B]`
 */
export function sparseMultiply(
  values: usize,
  columns: usize,
  starts: usize,
  x: usize,
  y: usize,
  O: i32,
  B: i32,
): void {
  const wide: usize = (<usize>B) << 2;
  for (let o = 0; o < O; o++) {
    const from = load<u32>(starts);
    const to = load<u32>(starts, 4);
    let b = 0;
    for (; b + 16 <= B; b += 16) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      const at = x + ((<usize>b) << 2);
      for (let k = from; k < to; k++) {
        const w = v128.load32_splat(values + ((<usize>k) << 2));
        const row = at + <usize>load<u32>(columns + ((<usize>k) << 2)) * wide;
        s0 = multiplyAdd(w, v128.load(row), s0);
        s1 = multiplyAdd(w, v128.load(row, 16), s1);
        s2 = multiplyAdd(w, v128.load(row, 32), s2);
        s3 = multiplyAdd(w, v128.load(row, 48), s3);
      }
      const out = y + ((<usize>b) << 2);
      v128.store(out, s0);
      v128.store(out, s1, 16);
      v128.store(out, s2, 32);
      v128.store(out, s3, 48);
    }
    for (; b + 4 <= B; b += 4) {
      let s = f32x4.splat(0);
      const at = x + ((<usize>b) << 2);
      for (let k = from; k < to; k++) {
        const w = v128.load32_splat(values + ((<usize>k) << 2));
        const row = at + <usize>load<u32>(columns + ((<usize>k) << 2)) * wide;
        s = multiplyAdd(w, v128.load(row), s);
      }
      v128.store(y + ((<usize>b) << 2), s);
    }
    for (; b < B; b++) {
      let even: f32 = 0;
      let odd: f32 = 0;
      const at = x + ((<usize>b) << 2);
      let k = from;
      for (; k + 2 <= to; k += 2) {
        const v = values + ((<usize>k) << 2);
        const c = columns + ((<usize>k) << 2);
        even += load<f32>(v) * load<f32>(at + <usize>load<u32>(c) * wide);
        odd += load<f32>(v, 4) * load<f32>(at + <usize>load<u32>(c, 4) * wide);
      }
      if (k < to) {
        const v = values + ((<usize>k) << 2);
        const c = columns + ((<usize>k) << 2);
        even += load<f32>(v) * load<f32>(at + <usize>load<u32>(c) * wide);
      }
      store<f32>(y + ((<usize>b) << 2), even + odd);
    }
    starts += 4;
    y += wide;
  }
}
