/** The sums of the columns of `[rows, width]`: what a bias's gradient is. */
export function columnSums(x: usize, out: usize, rows: i32, width: i32): void {
  const wide: usize = (<usize>width) << 2;
  const lanes: usize = wide & ~15;
  memory.fill(out, 0, wide);
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at < lanes; at += 16) {
      v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(x + at)));
    }
    for (; at < wide; at += 4) store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at));
    x += wide;
  }
}
