/** The mixing function of lib/tensor/counterBits.ts. */
@inline
function mixed(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** `y = x · scale` where the place's random bits reach the threshold, else 0. */
export function dropout(x: usize, y: usize, count: i32, seed: i32, threshold: i32, scale: f32): void {
  const key = mixed(i32x4.splat(seed));
  const limit = i32x4.splat(threshold);
  const scales = f32x4.splat(scale);
  let places = i32x4(0, 1, 2, 3);
  const lanes = count & ~3;
  let i = 0;
  for (; i < lanes; i += 4) {
    const kept = i32x4.ge_u(mixed(v128.xor(key, places)), limit);
    v128.store(y, v128.and(f32x4.mul(v128.load(x), scales), kept));
    places = i32x4.add(places, i32x4.splat(4));
    x += 16;
    y += 16;
  }
  for (; i < count; i++) {
    const bits = i32x4.extract_lane(mixed(v128.xor(key, i32x4.splat(i))), 0);
    store<f32>(y, <u32>bits >= <u32>threshold ? load<f32>(x) * scale : 0);
    x += 4;
    y += 4;
  }
}
