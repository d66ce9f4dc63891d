import * as tf from "@tensorflow/tfjs";
import { bindAxes, ShapeError } from "../tensor/axes.js";
import { broadcastShape, unbroadcast } from "./broadcast.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * The matrix product `a b` of the last two axes; axes before them are a batch, with broadcasting.
 *
 * With `C = A B`, the gradients are `dA = dC Bᵀ` and `dB = Aᵀ dC`: the only products of those
 * matrices whose shapes fit.
 *
 * @param a `[…, M, K]`
 * @param b `[…, K, N]`
 * @returns `[…, M, N]`
 * @throws ShapeError if K or the batches differ, or if an operand has fewer than two axes
 */
export function matMul(a: Operand, b: Operand): Variable {
  const [left, right] = [toVariable(a), toVariable(b)];
  const [x, y] = [left.data, right.data];
  const batch = batchShape(x.shape, y.shape);
  const data = tf.tidy(() => tf.matMul(stretch(x, batch), stretch(y, batch)));
  return record("matMul", data, [
    [left, (dy) => unbroadcast(tf.matMul(dy, stretch(y, batch), false, true), x.shape)],
    [right, (dy) => unbroadcast(tf.matMul(stretch(x, batch), dy, true, false), y.shape)],
  ]);
}

/** tfjs repeats a single matrix over a batch, but is wrong where some batch axes match and some do not. */
function stretch(x: tf.Tensor, batch: number[]): tf.Tensor {
  const own = x.shape.slice(0, -2);
  if (`${own}` === `${batch}` || own.every((size) => size === 1)) return x;
  return tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)]);
}

function batchShape(a: number[], b: number[]): number[] {
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(
      `matMul: a has shape [${a}] and b has shape [${b}], want at least two axes each`,
    );
  }
  bindAxes("matMul", {
    a: [{ shape: a.slice(-2) }, "MK"],
    b: [{ shape: b.slice(-2) }, "KN"],
  });
  return broadcastShape("matMul (batch)", a.slice(0, -2), b.slice(0, -2));
}
