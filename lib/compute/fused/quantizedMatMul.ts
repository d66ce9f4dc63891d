import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/** A matrix `[I, O]` on the device, as codes, neuron by neuron: a weight is `scale · (code - zero)`. */
export interface QuantizedTensors {
  /**
   * int32 `[O, words]`: codes from 0, packed, the first in a word's lowest bits; a neuron begins with a new word. Where
   * the device has no kernel of ours: float32 `[O, I]`, a code each.
   */
  codes: tf.Tensor2D;
  /** float32 `[O, I / group]` */
  scales: tf.Tensor2D;
  /** Likewise, the code that stands for 0; absent where it is the same for all. */
  zeros?: tf.Tensor2D;
  /** The code that stands for 0, for all. */
  zero: number;
  bits: 4 | 8;
  /** Inputs that share a scale. */
  group: number;
}

/** Whether the open device multiplies packed codes as they are. */
export function keepsCodesPacked(): boolean {
  return tf.getKernel("QuantizedMatMul", tf.getBackend()) !== undefined;
}

/**
 * `x W` of a quantized matrix.
 *
 * @param x `[B, I]`
 * @returns `[B, O]`
 */
export function quantizedMatMul(x: tf.Tensor2D, w: QuantizedTensors): tf.Tensor2D {
  const { codes, scales, zeros, zero, bits, group } = w;
  const inputs = { x, codes, scales, ...(zeros && { zeros }) };
  const ours = runOurs("QuantizedMatMul", inputs, { zero, bits, group });
  if (ours) return ours[0] as tf.Tensor2D;
  return tf.tidy(() => {
    const [O, G] = scales.shape;
    const whole = tf.reshape(codes, [O, G, group]);
    const steps = tf.sub(whole, zeros ? tf.expandDims(zeros, 2) : zero);
    const weight = tf.reshape(tf.mul(steps, tf.expandDims(scales, 2)), [O, G * group]);
    return tf.matMul(x, weight as tf.Tensor2D, false, true);
  });
}
