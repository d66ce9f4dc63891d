import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * A block of `x`; what lies outside it receives no gradient.
 *
 * @param begin the block's first place along each axis
 * @param size how many places it takes along each axis
 * @throws ShapeError if the block reaches outside `x`
 */
export function slice(x: Operand, begin: number[], size: number[]): Variable {
  const input = toVariable(x);
  const { shape } = input;
  const end = begin.map((from, axis) => from + (size[axis] as number));
  const fits =
    end.length === shape.length && end.every((to, axis) => to <= (shape[axis] as number));
  if (!fits || begin.some((from) => from < 0) || size.length !== shape.length) {
    throw new ShapeError(
      `slice: x has shape [${shape}], want a block inside it, got [${size}] from [${begin}]`,
    );
  }
  if (`${size}` === `${shape}`) {
    return record("slice", tf.reshape(input.data, shape), [[input, (dy) => dy]]); // nothing is copied
  }
  const outside = shape.map((n, axis): [number, number] => [
    begin[axis] as number,
    n - (end[axis] as number),
  ]);
  return record("slice", tf.slice(input.data, begin, size), [[input, (dy) => tf.pad(dy, outside)]]);
}
