import type { Tensor } from "@tensorflow/tfjs";
import { add } from "../autograd/arithmetic.js";
import { matMul } from "../autograd/matMul.js";
import type { Variable } from "../autograd/tensor.js";
import { bindAxes } from "../tensor/axes.js";

/**
 * A layer of neurons, `x W + b`: each output is a weighted sum of all inputs, plus a bias.
 *
 * @param x `[B, I]`, one example a row
 * @param weight `[I, O]`
 * @param bias `[O]`
 * @returns `[B, O]`
 * @throws ShapeError if I or O differ
 */
export function linear(x: Variable | Tensor, weight: Variable, bias: Variable): Variable {
  bindAxes("linear", { x: [x, "BI"], weight: [weight, "IO"], bias: [bias, "O"] });
  return add(matMul(x, weight), bias);
}
