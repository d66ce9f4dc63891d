import * as tf from "@tensorflow/tfjs";
import { record, type Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";
import { rotationRates } from "./positions.js";

export interface RotaryOptions {
  /** The first pair turns by 1 radian a place, the last by nearly 1 / base. Default 10000. */
  base?: number;
  /** The place of the first row: with a cache of keys, how many came before. Default 0. */
  offset?: number;
}

/**
 * Rotary position embedding: each pair of neighbouring columns of queries or keys is turned by an angle that grows with
 * the place. What matters is the product of a turned query and a turned key: it depends on the distance between
 * their places alone.
 *
 * Pairs are interleaved as in the paper: columns 0 and 1, 2 and 3, …. Llama's checkpoints in Hugging Face's layout pair
 * column i with i + D/2 instead. A turn's gradient is the turn back.
 *
 * @param x `[…, T, D]`, such as `[B, H, T, D]`, D even
 * @returns the same shape
 * @throws ShapeError for fewer than two axes; RangeError for an odd D, a base below 1, or an offset that is no whole number from 0
 * @see Su et al. 2021, "RoFormer: Enhanced Transformer with rotary position embedding", §3.2.2, https://arxiv.org/abs/2104.09864
 */
export function rotary(x: Variable, { base = 10_000, offset = 0 }: RotaryOptions = {}): Variable {
  const { shape } = x;
  const [T, D] = shape.slice(-2);
  if (T === undefined || D === undefined) {
    throw new ShapeError(`rotary: x has shape [${shape}], want axes […,T,D]`);
  }
  if (!(Number.isInteger(offset) && offset >= 0)) {
    throw new RangeError(`rotary: got offset ${offset}, want a whole number from 0`);
  }
  const rates = rotationRates(D, base, "rotary");
  const angles = Float64Array.from(
    { length: T * D },
    (_, at) => (offset + Math.floor(at / D)) * (rates[(at % D) >> 1] as number),
  );
  const cosines = tf.tensor2d(Float32Array.from(angles, Math.cos), [T, D]);
  // Column 2i takes away the other of its pair, column 2i+1 adds it.
  const sines = tf.tensor2d(
    Float32Array.from(angles, (angle, at) => (at % 2 === 0 ? -1 : 1) * Math.sin(angle)),
    [T, D],
  );
  const turned = turn(x.data, cosines, sines);
  const pullback = (dy: tf.Tensor) => turn(dy, cosines, tf.neg(sines));
  return record("rotary", turned, [[x, pullback]], [cosines, sines]);
}

/** `x · cosines + (x with the two of each pair exchanged) · sines` */
function turn(x: tf.Tensor, cosines: tf.Tensor2D, sines: tf.Tensor2D): tf.Tensor {
  return tf.tidy(() => {
    const pairs = tf.reshape(x, [x.size / 2, 2]);
    const exchanged = tf.reshape(tf.reverse(pairs, 1), x.shape);
    return tf.add(tf.mul(x, cosines), tf.mul(exchanged, sines));
  });
}
