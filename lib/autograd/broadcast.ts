import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * Repeats `x` along new axes and along axes of size 1 until it has `shape`.
 *
 * @throws ShapeError if an axis is neither 1 nor as wanted
 */
export function broadcastTo(x: Operand, shape: number[]): Variable {
  const input = toVariable(x);
  const result = broadcastShape("broadcastTo", input.shape, shape, ["x", "the wanted shape"]);
  if (`${result}` !== `${shape}`) {
    throw new ShapeError(`broadcastTo: x has shape [${input.shape}], which [${shape}] cannot hold`);
  }
  const data = tf.broadcastTo(input.data, shape);
  return record("broadcastTo", data, [[input, (dy) => unbroadcast(dy, input.shape)]]);
}

/**
 * The gradient of broadcasting: where one number was read many times, the gradients of all its uses
 * add up. Axes that broadcasting added or stretched are summed.
 *
 * @param dy gradient of the broadcast tensor
 * @param shape what the tensor was before, and what the result is
 */
export function unbroadcast(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const added = dy.rank - shape.length;
  const summed = dy.shape
    .map((size, axis) => ({ size, axis }))
    .filter(({ size, axis }) => shape[axis - added] !== size)
    .map(({ axis }) => axis);
  if (summed.length === 0) return dy;
  const total = tf.sum(dy, summed);
  return total.rank === shape.length ? total : tf.reshape(total, shape);
}

/**
 * The shape of an elementwise result: axes are matched from the last one back, and 1 fits all.
 *
 * @throws ShapeError naming the axis that does not fit
 */
export function broadcastShape(
  caller: string,
  a: readonly number[],
  b: readonly number[],
  [nameA, nameB] = ["a", "b"],
): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (m !== n && m !== 1 && n !== 1) {
      throw new ShapeError(
        `${caller}: ${nameA} has shape [${a}] and ${nameB} has shape [${b}], so axis ${axis - rank} is ${m} in one and ${n} in the other`,
      );
    }
    return m === 1 ? n : m;
  });
}
