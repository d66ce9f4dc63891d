import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";

/**
 * Which keys a query may read when the future is hidden: itself and what came before. With fewer queries than keys,
 * the last query stands beside the last key, as when a cache holds the keys of earlier steps.
 *
 * @param T queries
 * @param S keys. Default T
 * @returns bool `[T, S]`, which the caller owns: true where query t may read key s
 * @throws ShapeError if there are more queries than keys: the first ones would have nothing to read
 */
export function causalMask(T: number, S = T): tf.Tensor2D {
  for (const [name, size] of Object.entries({ T, S })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`causalMask: got ${name}=${size}, want a positive whole number`);
  }
  if (T > S) throw new ShapeError(`causalMask: want T <= S, got T=${T}, S=${S}`);
  return tf.tidy(() => {
    const queries = tf.expandDims(tf.range(S - T, S, 1, "int32"), 1); // [T, 1], their places among the keys
    const keys = tf.expandDims(tf.range(0, S, 1, "int32"), 0); // [1, S]
    return tf.lessEqual(keys, queries);
  });
}

/**
 * Hides the places that only fill a batch up to one length.
 *
 * @param tokens int32 `[B, S]`
 * @param padding the token that fills up
 * @returns bool `[B, 1, 1, S]`, which the caller owns: true where a key is a real token, for every head and query
 */
export function paddingMask(tokens: tf.Tensor2D, padding: number): tf.Tensor4D {
  const [B, S] = tokens.shape;
  return tf.tidy(() => tf.reshape(tf.notEqual(tokens, tf.scalar(padding, "int32")), [B, 1, 1, S]));
}
