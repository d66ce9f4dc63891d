import * as tf from "@tensorflow/tfjs";
import type { Transformer } from "./transformer.js";

/**
 * Runs an encoder–decoder once and keeps every tensor on the way, by where it is: `decoder.layers.0.sum1`.
 *
 * @param source int32 `[B, S]`
 * @param target int32 `[B, T]`, what has been written, from the start token on
 * @returns copies in the order of computing, which the caller disposes of
 */
export function everyTensor(
  { encode, decode }: Transformer,
  source: tf.Tensor2D,
  target: tf.Tensor2D,
): Record<string, tf.Tensor> {
  return tf.tidy(() => {
    const found: Record<string, tf.Tensor> = {};
    const see = (name: string, value: { data: tf.Tensor }) => {
      found[name] = value.data.clone();
    };
    decode(encode(source, undefined, see), target, undefined, see);
    return found;
  });
}
