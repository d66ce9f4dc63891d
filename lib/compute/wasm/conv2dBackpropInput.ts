import { backend_util, type Conv2DBackpropInputAttrs } from "@tensorflow/tfjs";
import { callKernel, free, heap, input, kernel } from "./kernel.js";
import { patchRuns } from "./patches.js";

/**
 * The gradient of a convolution's images, and the transposed convolution. The stock kernel is a
 * scalar loop; here one product gives every patch's gradient, which is then added where it was seen.
 */
export const conv2dBackpropInput = kernel<Conv2DBackpropInputAttrs>(
  "Conv2DBackpropInput",
  (call) => {
    const { backend, attrs } = call;
    const [dy, filter] = [input(call, "dy"), input(call, "filter")];
    const { inputShape, strides, pad, dimRoundingMode, dataFormat } = attrs;
    if (dataFormat !== "NHWC") {
      throw new Error(`conv2dBackpropInput: the images are ${dataFormat}, want NHWC`);
    }
    const filterShape = filter.shape as [number, number, number, number];
    const { computeConv2DInfo } = backend_util;
    const info = computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode);
    const rows = info.batchSize * info.outHeight * info.outWidth;
    const width = info.filterHeight * info.filterWidth * info.inChannels;
    const upstream = { ...dy, shape: [1, rows, info.outChannels] };
    const weights = { ...filter, shape: [1, width, info.outChannels] };
    const attributes = { transposeA: false, transposeB: true };
    const patches = callKernel(backend, "BatchMatMul", { a: upstream, b: weights }, attributes);
    const out = backend.makeOutput(inputShape, "float32");
    const gradient = heap(backend, out).fill(0);
    const cells = heap(backend, patches);
    patchRuns(info, (cell, pixel, length) => {
      for (let i = 0; i < length; i++) (gradient[pixel + i] as number) += cells[cell + i] as number;
    });
    free(backend, patches);
    return out;
  },
);
