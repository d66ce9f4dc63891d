import * as tf from "@tensorflow/tfjs";

/**
 * The gradient of average pooling. Each window averages over the pixels that are there, so its share
 * of a pixel is 1 / their number; tfjs 4.22 divides by the whole window at padded edges too.
 */
export const avgPool: tf.GradConfig = {
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as tf.Tensor4D;
    const [x] = saved as [tf.Tensor4D];
    const attrs = attributes as unknown as tf.AvgPoolAttrs;
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = tf.backend_util.computePool2DInfo(
      x.shape,
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { inHeight, outHeight, strideHeight, filterHeight } = info;
    const { inWidth, outWidth, strideWidth, filterWidth } = info;
    const rows = counts(inHeight, outHeight, strideHeight, info.padInfo.top, filterHeight);
    const columns = counts(inWidth, outWidth, strideWidth, info.padInfo.left, filterWidth);
    const scale = rows.flatMap((r) => columns.map((c) => (filterHeight * filterWidth) / (r * c)));
    return {
      x: () => {
        const factor = tf.tensor4d(scale, [1, rows.length, columns.length, 1]);
        const inputs = { dy: tf.mul(dy, factor), input: x };
        return tf.engine().runKernel("AvgPoolGrad", inputs, {
          filterSize,
          strides,
          pad,
        }) as tf.Tensor;
      },
    };
  },
};

/** For each output place, how many places of its window lie inside the input. */
function counts(
  size: number,
  outputs: number,
  stride: number,
  padding: number,
  window: number,
): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - padding;
    return Math.min(start + window, size) - Math.max(start, 0);
  });
}
