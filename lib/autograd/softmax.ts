import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { broadcastShape } from "./broadcast.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * Probabilities from scores, along the last axis: `exp(xᵢ) / Σⱼ exp(xⱼ)`, over the places that the mask lets through.
 *
 * Its gradient is `y · (dy - Σⱼ dyⱼ yⱼ)`: only differences within a row count. The largest score of a row is subtracted
 * first, which changes no result and keeps `exp` from overflowing. A row that is hidden whole has no probabilities:
 * it gets zeros, and passes none on. (PyTorch gives NaN there.)
 *
 * @param x `[…, S]`
 * @param mask bool, of a shape that fits `x` when broadcast; false hides a place. Default: nothing is hidden
 * @returns the shape of `x`; each row sums to 1, or to 0 if all of it is hidden
 * @throws ShapeError if the mask does not fit
 * @throws TypeError if the mask is not bool
 */
export function softmax(x: Operand, mask?: tf.Tensor): Variable {
  const input = toVariable(x);
  if (mask) checkMask(input.shape, mask);
  const y = tf.tidy(() => {
    const scores = mask
      ? tf.where(tf.broadcastTo(mask, input.shape), input.data, hiddenScore)
      : input.data;
    const powers = tf.exp(tf.sub(scores, tf.max(scores, -1, true)));
    if (!mask) return tf.div(powers, tf.sum(powers, -1, true));
    const seen = tf.mul(powers, tf.cast(mask, "float32"));
    return tf.divNoNan(seen, tf.sum(seen, -1, true));
  });
  const pullback = (dy: tf.Tensor) =>
    tf.tidy(() => tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), -1, true))));
  return record("softmax", y, [[input, pullback]]);
}

/** So low that `exp` of it is 0 beside any score, and finite, so that a row of it is not NaN. */
const hiddenScore = -1e30;

function checkMask(shape: number[], mask: tf.Tensor): void {
  if (mask.dtype !== "bool") {
    throw new TypeError(`softmax: the mask has dtype ${mask.dtype}, want bool`);
  }
  const both = broadcastShape("softmax", shape, mask.shape, ["x", "the mask"]);
  if (`${both}` === `${shape}`) return;
  throw new ShapeError(`softmax: the mask has shape [${mask.shape}], which [${shape}] cannot hold`);
}
