import * as tf from "@tensorflow/tfjs";
import { record, toVariable, type Variable } from "../autograd/tensor.js";
import { bindAxes, ShapeError } from "../tensor/axes.js";

export interface Conv2dOptions {
  /** Pixels from one place of the filter to the next, both ways. Default 1. */
  stride?: number;
  /** `same` surrounds the image with zeros so that a stride of 1 keeps its size. Default `same`. */
  padding?: "same" | "valid";
}

/**
 * A convolution: a small filter slides over an image, and at each place the sum of what it sees, weighted by the
 * filter, becomes one pixel of the result: `y[p, o] = Σ x[p + q, i] · filter[q, i, o] + bias[o]`.
 *
 * @param x `[B, Y, X, I]`, images with I numbers a pixel
 * @param filter `[y, x, I, O]`, its height and width first
 * @param bias `[O]`
 * @returns `[B, Y′, X′, O]`
 * @throws ShapeError if I or O differ, an operand has another number of axes, or the filter does not fit into the image
 * @throws RangeError if the stride or the padding cannot be
 * @see LeCun et al. 1998, "Gradient-based learning applied to document recognition", §II.A
 */
export function conv2d(
  x: Variable | tf.Tensor,
  filter: Variable,
  bias: Variable,
  { stride = 1, padding = "same" }: Conv2dOptions = {},
): Variable {
  const input = toVariable(x);
  const { Y, X, h, w } = bindAxes("conv2d", {
    x: [input, "BYXI"],
    filter: [filter, "hwIO"],
    bias: [bias, "O"],
  });
  if (!(Number.isInteger(stride) && stride > 0)) {
    throw new RangeError(`conv2d: got stride ${stride}, want a positive whole number`);
  }
  if (padding !== "same" && padding !== "valid") {
    throw new RangeError(`conv2d: got padding ${padding}, want same or valid`);
  }
  if (padding === "valid" && (h > Y || w > X)) {
    throw new ShapeError(
      `conv2d: filter has ${h} × ${w} pixels, want at most the image's ${Y} × ${X}, or padding same`,
    );
  }
  const [images, weights] = [input.data as tf.Tensor4D, filter.data as tf.Tensor4D];
  const { strides, pad } = { strides: [stride, stride] as [number, number], pad: padding };
  const y = tf.fused.conv2d({ x: images, filter: weights, strides, pad, bias: bias.data });
  const attributes = { strides, pad, dataFormat: "NHWC", dimRoundingMode: undefined };
  return record("conv2d", y, [
    [input, (dy) => tf.conv2dTranspose(dy as tf.Tensor4D, weights, images.shape, strides, pad)],
    [
      filter,
      (dy) => {
        // tfjs offers this one inside its own gradients only.
        const run = { ...attributes, filterShape: weights.shape } as unknown as tf.NamedAttrMap;
        return tf.engine().runKernel("Conv2DBackpropFilter", { x: images, dy }, run) as tf.Tensor;
      },
    ],
    [bias, (dy) => tf.sum(dy, [0, 1, 2])],
  ]);
}
