import * as tf from "@tensorflow/tfjs";
import { broadcastShape, unbroadcast } from "./broadcast.js";
import { type Operand, type Pullback, record, toVariable, type Variable } from "./tensor.js";

/** `a + b`, with broadcasting. */
export function add(a: Operand, b: Operand): Variable {
  return elementwise("add", tf.add, a, b, () => [(dy) => dy, (dy) => dy]);
}

/** `a - b`, with broadcasting. */
export function sub(a: Operand, b: Operand): Variable {
  return elementwise("sub", tf.sub, a, b, () => [(dy) => dy, (dy) => tf.neg(dy)]);
}

/** `a · b` element by element, with broadcasting. */
export function mul(a: Operand, b: Operand): Variable {
  return elementwise("mul", tf.mul, a, b, (x, y) => [(dy) => tf.mul(dy, y), (dy) => tf.mul(dy, x)]);
}

/** `a / b` element by element, with broadcasting. */
export function div(a: Operand, b: Operand): Variable {
  return elementwise("div", tf.div, a, b, (x, y) => [
    (dy) => tf.div(dy, y),
    (dy) => tf.neg(tf.mul(tf.div(dy, y), tf.div(x, y))),
  ]);
}

/** `-x` */
export function neg(x: Operand): Variable {
  const input = toVariable(x);
  return record("neg", tf.neg(input.data), [[input, (dy) => tf.neg(dy)]]);
}

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** The two pullbacks are those of equal shapes; what was broadcast is summed here. */
function elementwise(
  operation: string,
  compute: Binary,
  a: Operand,
  b: Operand,
  pullbacks: (x: tf.Tensor, y: tf.Tensor) => [Pullback, Pullback],
): Variable {
  const [left, right] = [toVariable(a), toVariable(b)];
  broadcastShape(operation, left.shape, right.shape);
  const [toLeft, toRight] = pullbacks(left.data, right.data);
  return record(operation, compute(left.data, right.data), [
    [left, (dy) => unbroadcast(toLeft(dy), left.shape)],
    [right, (dy) => unbroadcast(toRight(dy), right.shape)],
  ]);
}
