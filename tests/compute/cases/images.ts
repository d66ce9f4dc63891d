import * as tf from "@tensorflow/tfjs";
import type { Cases } from "./case.js";

const conv2d = (x: tf.Tensor, w: tf.Tensor, stride: number, pad: "same" | "valid", dilation = 1) =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad, "NHWC", dilation);

/** (x − mean) / √(variance + 1e-5), then scaled and shifted, as a lesson would write it. */
function normalized(x: tf.Tensor, axes: number[], scale: tf.Tensor, offset: tf.Tensor): tf.Tensor {
  const centred = x.sub(x.mean(axes, true));
  const variance = tf.square(centred).mean(axes, true);
  return centred
    .div(tf.sqrt(variance.add(1e-5)))
    .mul(scale)
    .add(offset);
}

const cases: Cases = {
  "conv2d 1x1": (x, w) => conv2d(x, w, 1, "valid"),
  "conv2d one channel": (x, w) => conv2d(x, w, 1, "same"),
  "conv2d whole image": (x, w) => conv2d(x, w, 1, "valid"),
  "conv2d dilated": (x, w) => conv2d(x, w, 1, "same", 2),
  "conv2d with four channels": (x, w) => conv2d(x, w, 1, "same"),
  conv1d: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, "same"),
  conv2dTranspose: (x, w) =>
    tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 6, 8, 3], 2, "valid"),
  conv3d: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, "valid"),
  "conv3d same by 2": (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 2, "same"),
  "maxPool whole image": (x) => tf.maxPool(x as tf.Tensor4D, 4, 4, "valid"),
  "mean over the image": (x) => x.mean([1, 2]),
  resizeBilinear: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [6, 8], true),
  resizeNearestNeighbor: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 8]),
  "batch norm of images by hand": (x, scale, offset) => normalized(x, [0, 1, 2], scale, offset),
  "layer norm by hand": (x, scale, offset) => normalized(x, [-1], scale, offset),
  "rms norm by hand": (x, scale) => {
    const size = tf.sqrt(tf.square(x).mean(-1, true).add(1e-5));
    return x.div(size).mul(scale);
  },
  batchNorm: (x, mean, variance, offset, scale) =>
    tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      1e-3,
    ),
};
for (const pad of ["same", "valid"] as const) {
  for (const stride of [1, 2]) {
    const at = `${pad} by ${stride}`;
    cases[`conv2d 3x3 ${at}`] = (x, w) => conv2d(x, w, stride, pad);
    cases[`conv2d 2x4 ${at}`] = (x, w) => conv2d(x, w, stride, pad);
    cases[`depthwiseConv2d ${at}`] = (x, w) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, pad);
    for (const size of [2, 3]) {
      cases[`maxPool ${size} ${at}`] = (x) => tf.maxPool(x as tf.Tensor4D, size, stride, pad);
      cases[`avgPool ${size} ${at}`] = (x) => tf.avgPool(x as tf.Tensor4D, size, stride, pad);
    }
  }
}

export const images = cases;
