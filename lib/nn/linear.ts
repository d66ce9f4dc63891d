import * as tf from "@tensorflow/tfjs";
import { recordJoint, toVariable, type Variable } from "../autograd/tensor.js";
import { linearGradient } from "../compute/fused/linearGradient.js";
import { bindAxes } from "../tensor/axes.js";

/**
 * A layer of neurons, `x W + b`: each output is a weighted sum of all inputs, plus a bias.
 *
 * @param x `[…, I]`, one example a row
 * @param weight `[I, O]`
 * @param bias `[O]`
 * @returns `[…, O]`
 * @throws ShapeError if I or O differ
 */
export function linear(x: Variable | tf.Tensor, weight: Variable, bias: Variable): Variable {
  const input = toVariable(x);
  const { shape } = input;
  const rowsOf =
    shape.length > 2 ? [input.data.size / (shape.at(-1) as number), shape.at(-1) as number] : shape;
  const { I, O } = bindAxes("linear", {
    x: [{ shape: rowsOf }, "BI"],
    weight: [weight, "IO"],
    bias: [bias, "O"],
  });
  const rows = (t: tf.Tensor, width: number) => tf.reshape(t, [-1, width]) as tf.Tensor2D;
  const w = weight.data as tf.Tensor2D;
  const x2 = rows(input.data, I); // [N, I], the same numbers
  const y = tf.tidy(() => {
    const product = tf.fused.matMul({ a: x2, b: w, bias: bias.data }); // [N, O]
    return tf.reshape(product, [...shape.slice(0, -1), O]);
  });
  const pullback = (dy: tf.Tensor) => {
    const [dx, ...others] = linearGradient(rows(dy, O), x2, w, { dx: input.requiresGrad });
    return [dx && tf.reshape(dx, shape), ...others];
  };
  return recordJoint("linear", y, [input, weight, bias], pullback, [x2]);
}
