import {
  backend_util,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs";
import { heap, input, kernel } from "./kernel.js";

type Shape4 = [number, number, number, number];
type Pairing = (pixel: number, weight: number, upstream: number) => void;

/** The gradient of a depthwise convolution's filter, missing in stock tfjs. */
export const depthwiseFilterGradient = kernel<DepthwiseConv2dNativeBackpropFilterAttrs>(
  "DepthwiseConv2dNativeBackpropFilter",
  (call) => {
    const { backend, attrs } = call;
    const [x, dy] = [input(call, "x"), input(call, "dy")];
    const out = backend.makeOutput(attrs.filterShape, "float32");
    const gradient = heap(backend, out).fill(0);
    const pixels = heap(backend, x);
    const upstream = heap(backend, dy);
    pairs(x.shape as Shape4, attrs.filterShape, attrs, (pixel, weight, at) => {
      (gradient[weight] as number) += (pixels[pixel] as number) * (upstream[at] as number);
    });
    return out;
  },
);

/** The gradient of a depthwise convolution's images, missing in stock tfjs. */
export const depthwiseInputGradient = kernel<DepthwiseConv2dNativeBackpropInputAttrs>(
  "DepthwiseConv2dNativeBackpropInput",
  (call) => {
    const { backend, attrs } = call;
    const [dy, filter] = [input(call, "dy"), input(call, "filter")];
    const out = backend.makeOutput(attrs.inputShape, "float32");
    const gradient = heap(backend, out).fill(0);
    const weights = heap(backend, filter);
    const upstream = heap(backend, dy);
    pairs(attrs.inputShape, filter.shape as Shape4, attrs, (pixel, weight, at) => {
      (gradient[pixel] as number) += (weights[weight] as number) * (upstream[at] as number);
    });
    return out;
  },
);

/** Visits every pixel, weight and output that the forward pass multiplied together. */
function pairs(
  inShape: Shape4,
  filterShape: Shape4,
  attrs: Omit<DepthwiseConv2dNativeBackpropInputAttrs, "inputShape">,
  visit: Pairing,
): void {
  const { strides, dilations, pad, dimRoundingMode } = attrs;
  const info = backend_util.computeConv2DInfo(
    inShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  );
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const multiplier = outChannels / inChannels;
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let outY = 0; outY < outHeight; outY++) {
      for (let outX = 0; outX < outWidth; outX++, at += outChannels) {
        for (let fy = 0; fy < info.filterHeight; fy++) {
          const y = outY * info.strideHeight - info.padInfo.top + fy * info.dilationHeight;
          if (y < 0 || y >= inHeight) continue;
          for (let fx = 0; fx < info.filterWidth; fx++) {
            const x = outX * info.strideWidth - info.padInfo.left + fx * info.dilationWidth;
            if (x < 0 || x >= inWidth) continue;
            const pixel = ((image * inHeight + y) * inWidth + x) * inChannels;
            const weight = (fy * info.filterWidth + fx) * outChannels;
            for (let channel = 0; channel < outChannels; channel++) {
              visit(pixel + Math.floor(channel / multiplier), weight + channel, at + channel);
            }
          }
        }
      }
    }
  }
}
