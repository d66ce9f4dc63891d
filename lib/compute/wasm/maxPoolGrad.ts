import { backend_util, type MaxPoolGradAttrs } from "@tensorflow/tfjs";
import { heap, input, kernel } from "./kernel.js";

type Shape4 = [number, number, number, number];

/**
 * The gradient of max pooling: each window's gradient goes to its first largest pixel. The stock
 * kernel loses it where every pixel of a window is negative.
 */
export const maxPoolGrad = kernel<MaxPoolGradAttrs>("MaxPoolGrad", (call) => {
  const { backend, attrs } = call;
  const [dy, x] = [input(call, "dy"), input(call, "input")];
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const info = backend_util.computePool2DInfo(
    x.shape as Shape4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
  const out = backend.makeOutput(x.shape, x.dtype);
  const gradient = heap(backend, out).fill(0);
  const pixels = heap(backend, x);
  const upstream = heap(backend, dy);
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      const bottom = Math.min(top + info.filterHeight, inHeight);
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        const right = Math.min(left + info.filterWidth, inWidth);
        for (let channel = 0; channel < channels; channel++) {
          let winner = -1;
          for (let y = Math.max(top, 0); y < bottom; y++) {
            for (let x = Math.max(left, 0); x < right; x++) {
              const place = ((image * inHeight + y) * inWidth + x) * channels + channel;
              const pixel = pixels[place] as number;
              if (winner < 0 || pixel > (pixels[winner] as number)) winner = place;
            }
          }
          if (winner >= 0) (gradient[winner] as number) += upstream[at] as number;
          at++;
        }
      }
    }
  }
  return out;
});
