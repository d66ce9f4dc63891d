import * as tf from "@tensorflow/tfjs";
import { record, toVariable, type Variable } from "../autograd/tensor.js";
import { checkBits, checkScheme, codeRange, type Scheme } from "./quantizationGrid.js";
import { groupsOf, type Sharing } from "./quantizationGroups.js";

/** A grid on the device. */
export interface TensorGrid {
  /** Broadcasts to the numbers. */
  scale: tf.Tensor;
  /** Likewise, of whole numbers. */
  zero: tf.Tensor;
  low: number;
  high: number;
}

/**
 * Rounds numbers to a grid and keeps them as float32, so that a model can train with what quantization will do to it.
 * The gradient of rounding is 0 nearly everywhere, which would teach nothing; the straight-through estimator passes it
 * on as if nothing had been rounded, and stops it only where a number was cut off.
 *
 * @param x any shape
 * @returns the shape of x
 * @see Bengio et al. 2013, "Estimating or propagating gradients through stochastic neurons", §4,
 *   https://arxiv.org/abs/1308.3432
 */
export function fakeQuantize(x: Variable | tf.Tensor, grid: TensorGrid): Variable {
  const input = toVariable(x);
  const { scale, zero, low, high } = grid;
  const [y, inside] = tf.tidy(() => {
    const code = tf.add(tf.round(tf.div(input.data, scale)), zero);
    const y = tf.mul(tf.sub(tf.clipByValue(code, low, high), zero), scale);
    const within = tf.logicalAnd(tf.greaterEqual(code, low), tf.lessEqual(code, high));
    return [y, tf.cast(within, "float32")];
  }) as [tf.Tensor, tf.Tensor];
  return record("fakeQuantize", y, [[input, (dy) => tf.mul(dy, inside)]], [inside]);
}

export interface FakeWeightOptions {
  bits: number;
  /** Default `symmetric`. */
  scheme?: Scheme;
  /** Default `channel`. */
  per?: Sharing;
}

/**
 * `fakeQuantize` of a weight with the grid of its own least and greatest numbers, taken anew at each call: what
 * `quantize` and `dequantize` would give.
 *
 * @throws RangeError for bits outside 2 to 8, or groups that do not divide
 */
export function fakeQuantizeWeight(
  weight: Variable,
  { bits, scheme = "symmetric", per = "channel" }: FakeWeightOptions,
): Variable {
  checkBits("fakeQuantizeWeight", bits);
  checkScheme("fakeQuantizeWeight", scheme);
  const { height, columns, shape } = groupsOf("fakeQuantizeWeight", weight.shape, per);
  const [low, high] = codeRange(bits, scheme);
  const grid = tf.tidy(() => {
    const whole = shape.length === 0;
    const rows = tf.reshape(weight.data, whole ? [-1] : [shape[0] as number, height, columns]);
    const axis = whole ? 0 : 1;
    const wide = (least: tf.Tensor) =>
      whole
        ? least
        : tf.reshape(
            tf.tile(tf.expandDims(least, 1), [1, height, 1]), // [groups down, height, columns]
            weight.shape,
          );
    const [least, greatest] = [tf.min(rows, axis), tf.max(rows, axis)];
    if (scheme === "symmetric") {
      const most = tf.maximum(tf.neg(least), greatest);
      return { scale: wide(tf.maximum(tf.div(most, high), 2 ** -126)), zero: tf.scalar(0) };
    }
    const from = tf.minimum(least, 0);
    const scale = tf.maximum(tf.div(tf.sub(tf.maximum(greatest, 0), from), high), 2 ** -126);
    const zero = tf.clipByValue(tf.round(tf.div(tf.neg(from), scale)), low, high);
    return { scale: wide(scale), zero: wide(zero) };
  });
  const rounded = fakeQuantize(weight, { ...grid, low, high });
  tf.dispose(grid);
  return rounded;
}
