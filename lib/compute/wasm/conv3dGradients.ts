import {
  backend_util,
  type Conv3DBackpropFilterV2Attrs,
  type Conv3DBackpropInputV2Attrs,
} from "@tensorflow/tfjs";
import { heap, input, kernel } from "./kernel.js";

type Shape5 = [number, number, number, number, number];

/** The gradient of a 3-D convolution's volumes; the stock kernel gives wrong values. */
export const conv3dInputGradient = kernel<Conv3DBackpropInputV2Attrs>(
  "Conv3DBackpropInputV2",
  (call) => {
    const { backend, attrs } = call;
    const [dy, filter] = [input(call, "dy"), input(call, "filter")];
    const out = backend.makeOutput(attrs.inputShape, "float32");
    const gradient = heap(backend, out).fill(0);
    const weights = heap(backend, filter);
    const upstream = heap(backend, dy);
    pairs(attrs.inputShape, filter.shape as Shape5, attrs, (pixel, weight, at) => {
      (gradient[pixel] as number) += (weights[weight] as number) * (upstream[at] as number);
    });
    return out;
  },
);

/** The gradient of a 3-D convolution's filter; the stock kernel is wrong at padded edges. */
export const conv3dFilterGradient = kernel<Conv3DBackpropFilterV2Attrs>(
  "Conv3DBackpropFilterV2",
  (call) => {
    const { backend, attrs } = call;
    const [x, dy] = [input(call, "x"), input(call, "dy")];
    const out = backend.makeOutput(attrs.filterShape, "float32");
    const gradient = heap(backend, out).fill(0);
    const pixels = heap(backend, x);
    const upstream = heap(backend, dy);
    pairs(x.shape as Shape5, attrs.filterShape, attrs, (pixel, weight, at) => {
      (gradient[weight] as number) += (pixels[pixel] as number) * (upstream[at] as number);
    });
    return out;
  },
);

/** Visits every pixel, weight and output that the forward pass multiplied together. */
function pairs(
  inShape: Shape5,
  filterShape: Shape5,
  { strides, pad }: Pick<Conv3DBackpropInputV2Attrs, "strides" | "pad">,
  visit: (pixel: number, weight: number, upstream: number) => void,
): void {
  const info = backend_util.computeConv3DInfo(inShape, filterShape, strides, 1, pad);
  const { inDepth, inHeight, inWidth, inChannels, outDepth, outHeight, outWidth, outChannels } =
    info;
  const taps = info.filterDepth * info.filterHeight * info.filterWidth;
  let at = 0;
  for (let volume = 0; volume < info.batchSize; volume++) {
    for (let place = 0; place < outDepth * outHeight * outWidth; place++, at += outChannels) {
      const outX = place % outWidth;
      const outY = Math.floor(place / outWidth) % outHeight;
      const outZ = Math.floor(place / outWidth / outHeight);
      for (let tap = 0; tap < taps; tap++) {
        const fx = tap % info.filterWidth;
        const fy = Math.floor(tap / info.filterWidth) % info.filterHeight;
        const fz = Math.floor(tap / info.filterWidth / info.filterHeight);
        const x = outX * info.strideWidth - info.padInfo.left + fx;
        const y = outY * info.strideHeight - info.padInfo.top + fy;
        const z = outZ * info.strideDepth - info.padInfo.front + fz;
        if (x < 0 || x >= inWidth || y < 0 || y >= inHeight || z < 0 || z >= inDepth) continue;
        const pixel = (((volume * inDepth + z) * inHeight + y) * inWidth + x) * inChannels;
        for (let c = 0; c < inChannels; c++) {
          const weight = (tap * inChannels + c) * outChannels;
          for (let o = 0; o < outChannels; o++) visit(pixel + c, weight + o, at + o);
        }
      }
    }
  }
}
