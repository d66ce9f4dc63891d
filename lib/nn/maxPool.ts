import * as tf from "@tensorflow/tfjs";
import { record, toVariable, type Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * Max pooling: of each window of `size × size` pixels only the largest number stays, so that the image shrinks and
 * small shifts no longer matter. A window's gradient goes to the pixel that won, the first of equals.
 *
 * @param x `[B, Y, X, C]`
 * @param size of the window, and the step to the next one; what is left over at the right and below is dropped. Default 2.
 * @returns `[B, ⌊Y / size⌋, ⌊X / size⌋, C]`
 * @throws ShapeError if x does not have four axes, or is smaller than a window
 * @throws RangeError if the size is not a positive whole number
 * @see Goodfellow, Bengio and Courville 2016, "Deep Learning", §9.3
 */
export function maxPool(x: Variable | tf.Tensor, size = 2): Variable {
  const input = toVariable(x);
  if (input.shape.length !== 4) {
    throw new ShapeError(`maxPool: x has shape [${input.shape}], want axes [B,Y,X,C]`);
  }
  if (!(Number.isInteger(size) && size > 0)) {
    throw new RangeError(`maxPool: got size ${size}, want a positive whole number`);
  }
  const [, Y, X] = input.shape as [number, number, number, number];
  if (size > Math.min(Y, X)) {
    throw new ShapeError(`maxPool: got size ${size}, want at most the image's ${Y} × ${X} pixels`);
  }
  const images = input.data as tf.Tensor4D;
  const y = tf.maxPool(images, size, size, "valid");
  const attributes = { filterSize: [size, size], strides: [size, size], pad: "valid" };
  const pullback = (dy: tf.Tensor) =>
    // tfjs offers this one inside its own gradients only.
    tf.engine().runKernel("MaxPoolGrad", { dy, input: images, output: y }, attributes) as tf.Tensor;
  return record("maxPool", y, [[input, pullback]]);
}
