import * as tf from "@tensorflow/tfjs";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/** `max(0, x)`, with derivative 0 at 0. */
export function relu(x: Operand): Variable {
  return unary("relu", tf.relu, x, (dy, y) => tf.mul(dy, tf.step(y)));
}

/** The hyperbolic tangent, from -1 to 1. */
export function tanh(x: Operand): Variable {
  return unary("tanh", tf.tanh, x, (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))));
}

/** `1 / (1 + e⁻ˣ)`, from 0 to 1. */
export function sigmoid(x: Operand): Variable {
  return unary("sigmoid", tf.sigmoid, x, (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))));
}

/** `eˣ` */
export function exp(x: Operand): Variable {
  return unary("exp", tf.exp, x, (dy, y) => tf.mul(dy, y));
}

/** The natural logarithm. */
export function log(x: Operand): Variable {
  return unary("log", tf.log, x, (dy, _, x) => tf.div(dy, x));
}

/** `x²` */
export function square(x: Operand): Variable {
  return unary("square", tf.square, x, (dy, _, x) => tf.mul(dy, tf.mul(x, 2)));
}

/** @param gradient from dy, the result y and the argument x */
function unary(
  operation: string,
  compute: (x: tf.Tensor) => tf.Tensor,
  operand: Operand,
  gradient: (dy: tf.Tensor, y: tf.Tensor, x: tf.Tensor) => tf.Tensor,
): Variable {
  const input = toVariable(operand);
  const x = input.data;
  const y = compute(x);
  return record(operation, y, [[input, (dy) => gradient(dy, y, x)]]);
}
