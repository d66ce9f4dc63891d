import { backend_util, type Conv2DBackpropFilterAttrs } from "@tensorflow/tfjs";
import { callKernel, free, heap, input, kernel } from "./kernel.js";
import { patchRuns } from "./patches.js";

/**
 * The gradient of a convolution's filter, missing in stock tfjs. The patches that the filter saw are
 * laid out as rows; one product with the upstream gradient then sums over all of them.
 */
export const conv2dBackpropFilter = kernel<Conv2DBackpropFilterAttrs>(
  "Conv2DBackpropFilter",
  (call) => {
    const { backend, attrs } = call;
    const [x, dy] = [input(call, "x"), input(call, "dy")];
    const { filterShape, strides, pad, dimRoundingMode, dataFormat } = attrs;
    if (dataFormat !== "NHWC") {
      throw new Error(`conv2dBackpropFilter: the images are ${dataFormat}, want NHWC`);
    }
    const shape = x.shape as [number, number, number, number];
    const { computeConv2DInfo } = backend_util;
    const info = computeConv2DInfo(shape, filterShape, strides, 1, pad, dimRoundingMode);
    const rows = info.batchSize * info.outHeight * info.outWidth;
    const width = info.filterHeight * info.filterWidth * info.inChannels;
    const patches = backend.makeOutput([1, rows, width], "float32");
    const cells = heap(backend, patches).fill(0);
    const pixels = heap(backend, x);
    patchRuns(info, (cell, pixel, length) => {
      if (length < 16)
        for (let i = 0; i < length; i++) cells[cell + i] = pixels[pixel + i] as number;
      else cells.set(pixels.subarray(pixel, pixel + length), cell);
    });
    const upstream = { ...dy, shape: [1, rows, info.outChannels] };
    const attributes = { transposeA: true, transposeB: false };
    const out = callKernel(backend, "BatchMatMul", { a: patches, b: upstream }, attributes);
    free(backend, patches);
    return { ...out, shape: filterShape };
  },
);
