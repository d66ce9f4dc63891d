import { type Operand, record, toVariable, type Variable } from "../autograd/tensor.js";
import * as fused from "../compute/fused/gelu.js";

/**
 * The Gaussian error linear unit in GPT-2's form, `x/2 · (1 + tanh(√(2/π) (x + 0.044715 x³)))`: like relu,
 * with a round corner.
 *
 * @see Hendrycks and Gimpel 2016, "Gaussian error linear units", §2, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: Operand): Variable {
  const input = toVariable(x);
  const { data } = input;
  return record("gelu", fused.gelu(data), [[input, (dy) => fused.geluGradient(dy, data)]]);
}
