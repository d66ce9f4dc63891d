import { backend_util, type Conv2DBackpropFilterAttrs } from "@tensorflow/tfjs";
import { callKernel, free, heap, input, kernel } from "./kernel.js";

type Shape4 = [number, number, number, number];

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
    const info = backend_util.computeConv2DInfo(
      x.shape as Shape4,
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
    const { filterHeight, filterWidth } = info;
    const rows = batchSize * outHeight * outWidth;
    const width = filterHeight * filterWidth * inChannels;
    const patches = backend.makeOutput([1, rows, width], "float32"); // [1, B·H·W, h·w·C]
    const cells = heap(backend, patches).fill(0);
    const pixels = heap(backend, x);
    let row = 0;
    for (let image = 0; image < batchSize; image++) {
      for (let outY = 0; outY < outHeight; outY++) {
        for (let outX = 0; outX < outWidth; outX++, row++) {
          for (let fy = 0; fy < filterHeight; fy++) {
            const y = outY * info.strideHeight - info.padInfo.top + fy;
            if (y < 0 || y >= inHeight) continue;
            const left = outX * info.strideWidth - info.padInfo.left;
            const first = Math.max(0, -left);
            const last = Math.min(filterWidth, inWidth - left);
            if (last <= first) continue;
            const from = ((image * inHeight + y) * inWidth + left + first) * inChannels;
            const to = row * width + (fy * filterWidth + first) * inChannels;
            cells.set(pixels.subarray(from, from + (last - first) * inChannels), to);
          }
        }
      }
    }
    const upstream = { ...dy, shape: [1, rows, outChannels] };
    const attributes = { transposeA: true, transposeB: false };
    const out = callKernel(backend, "BatchMatMul", { a: patches, b: upstream }, attributes);
    free(backend, patches);
    return { ...out, shape: filterShape };
  },
);
