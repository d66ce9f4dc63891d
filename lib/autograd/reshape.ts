import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * The same numbers in another shape; nothing is copied.
 *
 * @throws ShapeError if the shapes hold different numbers of elements
 */
export function reshape(x: Operand, shape: number[]): Variable {
  const input = toVariable(x);
  const before = input.shape;
  const { size } = input.data;
  if (shape.reduce((product, n) => product * n, 1) !== size) {
    throw new ShapeError(
      `reshape: x has shape [${before}], so ${size} elements, which do not fit [${shape}]`,
    );
  }
  return record("reshape", tf.reshape(input.data, shape), [
    [input, (dy) => tf.reshape(dy, before)],
  ]);
}

/**
 * Reorders axes; the gradient goes through the inverse order.
 *
 * @param order for each axis of the result, the axis of `x` it comes from; default: reversed
 * @throws ShapeError if `order` does not name each axis once
 */
export function transpose(x: Operand, order?: number[]): Variable {
  const input = toVariable(x);
  const axes = order ?? input.shape.map((_, axis) => axis).reverse();
  const inverse = input.shape.map((_, axis) => axes.indexOf(axis));
  if (axes.length !== input.shape.length || inverse.includes(-1)) {
    throw new ShapeError(`transpose: got order [${axes}] for shape [${input.shape}]`);
  }
  const data = tf.transpose(input.data, axes);
  return record("transpose", data, [[input, (dy) => tf.transpose(dy, inverse)]]);
}
