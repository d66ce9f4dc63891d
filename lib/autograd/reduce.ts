import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * Adds up along an axis, or all numbers; each summand receives the sum's gradient.
 *
 * @param axis negative counts from the last; default: all axes
 * @param keepDims keep a summed axis with size 1
 */
export function sum(x: Operand, axis?: number, keepDims = false): Variable {
  return reduce("sum", x, axis, keepDims, () => 1);
}

/** The mean along an axis, or of all numbers; as `sum`, divided by their count. */
export function mean(x: Operand, axis?: number, keepDims = false): Variable {
  return reduce("mean", x, axis, keepDims, (count) => 1 / count);
}

function reduce(
  operation: string,
  operand: Operand,
  axis: number | undefined,
  keepDims: boolean,
  scaleOf: (count: number) => number,
): Variable {
  const input = toVariable(operand);
  const { shape } = input;
  const axes =
    axis === undefined ? shape.map((_, i) => i) : [axis < 0 ? axis + shape.length : axis];
  if (axes.some((i) => !(i in shape))) {
    throw new ShapeError(`${operation}: x has shape [${shape}], so there is no axis ${axis}`);
  }
  const kept = shape.map((size, i) => (axes.includes(i) ? 1 : size));
  const scale = scaleOf(axes.reduce((count, i) => count * (shape[i] as number), 1));
  const scaled = (y: tf.Tensor) => (scale === 1 ? y : tf.mul(y, scale));
  const data = tf.tidy(() => scaled(tf.sum(input.data, axes, keepDims)));
  return record(operation, data, [
    [input, (dy) => tf.broadcastTo(tf.reshape(scaled(dy), kept), shape)],
  ]);
}
