import { ADD, multiply } from "./matMul";

// A convolution as products of matrices: what the filter sees at each place of an image, its patch, becomes a row.
// One image at a time, so that its patches stay in the caches.

/** How many bytes one image's patches need: a row of `height · width · I` numbers for each place. */
export function patchBytes(places: i32, patch: i32): usize {
  return <usize>(places * patch) << 2;
}

// The sizes of the convolution at work, which everything below needs: `begin` takes them.
let imageY: i32 = 0;
let imageX: i32 = 0;
let channels: i32 = 0;
let filterY: i32 = 0;
let filterX: i32 = 0;
let placesY: i32 = 0;
let placesX: i32 = 0;
let strideDown: i32 = 0;
let strideAcross: i32 = 0;
let above: i32 = 0;
let before: i32 = 0;

function begin(
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
  imageY = Y;
  imageX = X;
  channels = I;
  filterY = height;
  filterX = width;
  placesY = outY;
  placesX = outX;
  strideDown = strideY;
  strideAcross = strideX;
  above = top;
  before = left;
}

/** Places of the filter. */
@inline
function places(): i32 {
  return placesY * placesX;
}

/** Numbers that the filter sees at a place. */
@inline
function patch(): i32 {
  return filterY * filterX * channels;
}

/** Bytes of one image. */
@inline
function imageBytes(): usize {
  return <usize>(imageY * imageX * channels) << 2;
}

/**
 * Images of one number a pixel: there the filter sees runs of a few numbers, but one place of the filter sees whole
 * lines. So the patches lie the other way round, `[height · width, places]`, where the stride across is 1.
 */
@inline
function turned(): bool {
  return channels == 1 && strideAcross == 1;
}

/** Bytes from one place's numbers to the next one's, as `gather` lays them out. */
@inline
function placeStep(): usize {
  return turned() ? 4 : <usize>patch() << 2;
}

/** Bytes from one number of a patch to the next, likewise. */
@inline
function patchStep(): usize {
  return turned() ? <usize>places() << 2 : 4;
}

/** Lays out one image's patches; what lies outside the image is 0. */
function gather(image: usize, patches: usize): void {
  if (turned()) gatherPlanes(image, patches);
  else movePatches(image, patches, false);
}

/** Copies each patch from an image, or adds it back where it was seen; inlined, so that no run asks which. */
@inline
function movePatches(image: usize, patches: usize, back: bool): void {
  const Y = imageY;
  const X = imageX;
  const I = channels;
  const height = filterY;
  const width = filterX;
  for (let oy = 0; oy < placesY; oy++) {
    for (let ox = 0; ox < placesX; ox++) {
      const x = ox * strideAcross - before;
      const first = min(max(-x, 0), width);
      const last = max(min(width, X - x), first);
      for (let fy = 0; fy < height; fy++) {
        const y = oy * strideDown - above + fy;
        const inside = <u32>y < <u32>Y;
        const seen = image + (<usize>((y * X + x + first) * I) << 2);
        if (back) {
          if (inside) addRun(patches + (<usize>(first * I) << 2), seen, (last - first) * I);
          patches += <usize>(width * I) << 2;
        } else if (inside) {
          patches = fillRun(patches, first * I);
          patches = copyRun(seen, patches, (last - first) * I);
          patches = fillRun(patches, (width - last) * I);
        } else {
          patches = fillRun(patches, width * I);
        }
      }
    }
  }
}

function gatherPlanes(image: usize, planes: usize): void {
  for (let fy = 0; fy < filterY; fy++) {
    for (let fx = 0; fx < filterX; fx++) {
      const x = fx - before;
      const first = min(max(-x, 0), placesX);
      const last = max(min(placesX, imageX - x), first);
      for (let oy = 0; oy < placesY; oy++) {
        const y = oy * strideDown - above + fy;
        if (<u32>y >= <u32>imageY) {
          planes = fillRun(planes, placesX);
          continue;
        }
        planes = fillRun(planes, first);
        planes = copyRun(image + (<usize>(y * imageX + x + first) << 2), planes, last - first);
        planes = fillRun(planes, placesX - last);
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
  begin(Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
  const wide: usize = <usize>O << 2;
  for (let b = 0; b < B; b++) {
    gather(x, patches);
    multiply(patches, placeStep(), patchStep(), filter, wide, 4, out, wide, places(), patch(), O, 0, bias, scratch);
    x += imageBytes();
    out += <usize>places() * wide;
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
  begin(Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
  const wide: usize = <usize>O << 2;
  memory.fill(dfilter, 0, <usize>patch() * wide);
  for (let b = 0; b < B; b++) {
    gather(x, patches);
    multiply(patches, patchStep(), placeStep(), dy, wide, 4, dfilter, wide, patch(), places(), O, ADD, 0, scratch);
    x += imageBytes();
    dy += <usize>places() * wide;
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
  begin(Y, X, I, height, width, outY, outX, strideY, strideX, top, left);
  const wide: usize = <usize>O << 2;
  memory.fill(dx, 0, <usize>B * imageBytes());
  const row: usize = <usize>patch() << 2;
  for (let b = 0; b < B; b++) {
    multiply(dy, wide, 4, filter, 4, wide, patches, row, places(), O, patch(), 0, 0, scratch);
    movePatches(dx, patches, true);
    dx += imageBytes();
    dy += <usize>places() * wide;
  }
}
