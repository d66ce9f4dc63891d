import * as tf from "@tensorflow/tfjs";
import { reshape } from "../autograd/reshape.js";
import { slice } from "../autograd/slice.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { linear } from "../nn/linear.js";
import { random } from "../tensor/random.js";
import type { Gpt } from "./gpt.js";

/** A GPT with a head that tells classes of texts apart. */
export interface TextClassifier {
  gpt: Gpt;
  /** The GPT's own, then `head.weight` `[C, K]` and `head.bias` `[K]`. */
  parameters: Record<string, Variable>;
  /**
   * int32 `[B, T]` to logits `[B, K]`. The lowest `frozen` stages are constants, as in `Gpt.states`: call it in
   * `tf.tidy` then. Default 0.
   */
  forward(tokens: tf.Tensor2D, options?: { frozen?: number }): Variable;
}

/**
 * Puts a new linear layer on a GPT. It reads the last place of a text, the only one that has seen all of it, after the
 * last norm; the layer that foretells tokens is left out. The caller frees the parameters, the GPT's among them.
 *
 * @param options.classes K
 * @param options.seed of the head's first weights, normal with deviation 0.02. Default 1.
 * @see Radford et al. 2018, "Improving language understanding by generative pre-training", §3.2
 */
export function textClassifier(
  gpt: Gpt,
  { classes, seed = 1 }: { classes: number; seed?: number },
): TextClassifier {
  if (!(Number.isInteger(classes) && classes > 1)) {
    throw new RangeError(`textClassifier: got ${classes} classes, want a whole number above 1`);
  }
  const C = gpt.config.width;
  const { normal } = random(seed);
  const numbers = Float32Array.from({ length: C * classes }, () => 0.02 * normal());
  const weight = parameter(tf.tensor2d(numbers, [C, classes]), "head.weight");
  const bias = parameter(tf.zeros([classes]), "head.bias");
  const parameters = { ...gpt.parameters, "head.weight": weight, "head.bias": bias };
  const forward = (tokens: tf.Tensor2D, options = {}) => {
    const [B, T] = tokens.shape;
    const read = gpt.states(tokens, options).at(-1) as Variable; // [B, T, C]
    const last = reshape(slice(read, [0, T - 1, 0], [B, 1, C]), [B, C]);
    return linear(last, weight, bias);
  };
  return { gpt, parameters, forward };
}
