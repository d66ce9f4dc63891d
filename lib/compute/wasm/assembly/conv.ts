import { ADD, multiply } from "./matMul";

// A convolution as products of matrices: what the filter sees at each place of an image, its patch, becomes a row.
// One image at a time, so that its patches stay in the caches.

/** How many bytes one image's patches need: a row of `height · width · I` numbers for each place. */
export function patchBytes(places: i32, patch: i32): usize {
  return <usize>(places * patch) << 2;
}

/** Lays out one image's patches; what lies outside the image is 0. */
function gatherPatches(
  image: usize,
  patches: usize,
  Y: i32,
  X: i32,
  I: i32,
  height: i32,
  width: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  for (let oy = 0; oy < outY; oy++) {
    for (let ox = 0; ox < outX; ox++) {
      const x = ox * strideX - left;
      const first = min(max(-x, 0), width);
      const last = max(min(width, X - x), first);
      for (let fy = 0; fy < height; fy++) {
        const y = oy * strideY - top + fy;
        if (<u32>y >= <u32>Y) {
          patches = fillRun(patches, width * I);
          continue;
        }
        patches = fillRun(patches, first * I);
        patches = copyRun(image + (<usize>((y * X + x + first) * I) << 2), patches, (last - first) * I);
        patches = fillRun(patches, (width - last) * I);
      }
    }
  }
}

/**
 * The same numbers the other way round, `[height · width, places]`, for images of one number a pixel: there the
 * filter sees runs of a few numbers, but one place of the filter sees whole lines. The stride across is 1.
 */
function gatherPlanes(
  image: usize,
  planes: usize,
  Y: i32,
  X: i32,
  height: i32,
  width: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  top: i32,
  left: i32,
): void {
  for (let fy = 0; fy < height; fy++) {
    for (let fx = 0; fx < width; fx++) {
      const x = fx - left;
      const first = min(max(-x, 0), outX);
      const last = max(min(outX, X - x), first);
      for (let oy = 0; oy < outY; oy++) {
        const y = oy * strideY - top + fy;
        if (<u32>y >= <u32>Y) {
          planes = fillRun(planes, outX);
          continue;
        }
        planes = fillRun(planes, first);
        planes = copyRun(image + (<usize>(y * X + x + first) << 2), planes, last - first);
        planes = fillRun(planes, outX - last);
      }
    }
  }
}

/** Adds each patch's numbers where they were seen. */
function scatterPatches(
  patches: usize,
  image: usize,
  Y: i32,
  X: i32,
  I: i32,
  height: i32,
  width: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  for (let oy = 0; oy < outY; oy++) {
    for (let ox = 0; ox < outX; ox++) {
      const x = ox * strideX - left;
      const first = min(max(-x, 0), width);
      const last = max(min(width, X - x), first);
      for (let fy = 0; fy < height; fy++) {
        const y = oy * strideY - top + fy;
        if (<u32>y < <u32>Y) {
          const from = patches + (<usize>(first * I) << 2);
          addRun(from, image + (<usize>((y * X + x + first) * I) << 2), (last - first) * I);
        }
        patches += <usize>(width * I) << 2;
      }
    }
  }
}

/** @returns where the run ends */
@inline
function fillRun(to: usize, count: i32): usize {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(to, f32x4.splat(0));
    to += 16;
  }
  for (; i < count; i++) {
    store<f32>(to, 0);
    to += 4;
  }
  return to;
}

/** @returns where the copy ends */
@inline
function copyRun(from: usize, to: usize, count: i32): usize {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  for (; i < count; i++) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += 4;
  }
  return to;
}

@inline
function addRun(from: usize, to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    from += 16;
    to += 16;
  }
  for (; i < count; i++) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    from += 4;
    to += 4;
  }
}

/**
 * `out = x ∗ filter + bias`.
 *
 * @param x `[B, Y, X, I]`
 * @param filter `[height, width, I, O]`
 * @param bias `[O]`, or 0 for none
 * @param out `[B, outY, outX, O]`
 * @param top rows of zeros above the image; `left` likewise
 * @param patches `patchBytes(outY · outX, height · width · I)` bytes
 */
export function conv2d(
  x: usize,
  filter: usize,
  bias: usize,
  out: usize,
  B: i32,
  Y: i32,
  X: i32,
  I: i32,
  height: i32,
  width: i32,
  O: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  scratch: usize,
  patches: usize,
): void {
  const places = outY * outX;
  const patch = height * width * I;
  const planes = I == 1 && strideX == 1;
  const row: usize = planes ? 4 : <usize>patch << 2;
  const deep: usize = planes ? <usize>places << 2 : 4;
  const wide: usize = <usize>O << 2;
  for (let b = 0; b < B; b++) {
    if (planes) gatherPlanes(x, patches, Y, X, height, width, outY, outX, strideY, top, left);
    else gatherPatches(x, patches, Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
    multiply(patches, row, deep, filter, wide, 4, out, wide, places, patch, O, 0, bias, scratch);
    x += <usize>(Y * X * I) << 2;
    out += <usize>places * wide;
  }
}

/** The gradient of the filter: each place's patch times its upstream gradient, summed over all places. */
export function conv2dFilterGradient(
  x: usize,
  dy: usize,
  dfilter: usize,
  B: i32,
  Y: i32,
  X: i32,
  I: i32,
  height: i32,
  width: i32,
  O: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  scratch: usize,
  patches: usize,
): void {
  const places = outY * outX;
  const patch = height * width * I;
  const planes = I == 1 && strideX == 1;
  const row: usize = planes ? 4 : <usize>patch << 2;
  const deep: usize = planes ? <usize>places << 2 : 4;
  const wide: usize = <usize>O << 2;
  memory.fill(dfilter, 0, <usize>patch * wide);
  for (let b = 0; b < B; b++) {
    if (planes) gatherPlanes(x, patches, Y, X, height, width, outY, outX, strideY, top, left);
    else gatherPatches(x, patches, Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
    multiply(patches, deep, row, dy, wide, 4, dfilter, wide, patch, places, O, ADD, 0, scratch);
    x += <usize>(Y * X * I) << 2;
    dy += <usize>places * wide;
  }
}

/** The gradient of the images: one product gives every patch's, which is added where it was seen. */
export function conv2dInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  B: i32,
  Y: i32,
  X: i32,
  I: i32,
  height: i32,
  width: i32,
  O: i32,
  outY: i32,
  outX: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  scratch: usize,
  patches: usize,
): void {
  const places = outY * outX;
  const patch = height * width * I;
  const row: usize = <usize>patch << 2;
  const wide: usize = <usize>O << 2;
  memory.fill(dx, 0, <usize>(B * Y * X * I) << 2);
  for (let b = 0; b < B; b++) {
    multiply(dy, wide, 4, filter, 4, wide, patches, row, places, O, patch, 0, 0, scratch);
    scatterPatches(patches, dx, Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
    dx += <usize>(Y * X * I) << 2;
    dy += <usize>places * wide;
  }
}
