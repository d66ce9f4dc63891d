import * as tf from "@tensorflow/tfjs";
import {
  keepsCodesPacked,
  type QuantizedTensors,
  quantizedMatMul,
} from "../compute/fused/quantizedMatMul.js";
import { packCodes } from "./packCodes.js";
import { codeRange } from "./quantizationGrid.js";
import { groupsOf } from "./quantizationGroups.js";
import type { Quantized } from "./quantize.js";
import { checkWeight, type Weight } from "./weights.js";

/** A linear layer whose matrix stays in codes on the device. */
export interface QuantizedLinear {
  /** `[B, I]` to `[B, O]`, which the caller owns. */
  forward(x: tf.Tensor2D): tf.Tensor2D;
  /** What codes, scales and zeros take on the device. */
  bytes: number;
  dispose(): void;
}

/**
 * `x W + b` from the codes of W: kernels of ours on WebGPU, on WebAssembly and on the CPU leave them packed, up to 4 bits
 * in half a byte, more in a whole one. On WebGL a code takes 4 bytes, and W is made of them anew for each product: a
 * texture there holds floats, which have too few digits for 32 bits.
 *
 * @param stored `W`, `[I, O]`
 * @param bias `[O]`
 * @throws RangeError if it is no matrix, the bias does not fit or, in `forward`, x does not have I columns
 */
export function quantizedLinear(stored: Quantized, bias: Weight): QuantizedLinear {
  const { shape, scheme, per, codes, scales, zeros } = stored;
  const [I, O] = shape as [number, number];
  if (shape.length !== 2) {
    throw new RangeError(`quantizedLinear: got shape [${shape}], want a matrix [inputs, outputs]`);
  }
  checkWeight("quantizedLinear", "the bias", bias);
  if (bias.values.length !== O) {
    throw new RangeError(`quantizedLinear: the bias has ${bias.values.length} numbers, want ${O}`);
  }
  const bits = stored.bits <= 4 ? 4 : 8;
  const [low] = codeRange(stored.bits, scheme);
  const perWord = 32 / bits;
  const packed = keepsCodesPacked();
  const across = packed ? Math.ceil(I / perWord) * perWord : I;
  const turned = new Uint8Array(O * across); // neuron by neuron, to a whole word
  for (let n = 0; n < codes.length; n++) {
    turned[(n % O) * across + Math.floor(n / O)] = (codes[n] as number) - low;
  }
  const { height, of } = groupsOf("quantizedLinear", shape, per);
  const down = I / height;
  /** A group's numbers neuron by neuron. */
  const neurons = (values: ArrayLike<number>) =>
    tf.tensor2d(
      Float32Array.from({ length: O * down }, (_, n) => {
        const row = (n % down) * height;
        return values[of(row * O + Math.floor(n / down))] as number;
      }),
      [O, down],
    );
  const words = () => new Int32Array(packCodes(turned, bits).buffer);
  const tensors: QuantizedTensors = {
    codes: packed
      ? tf.tensor2d(words(), [O, across / perWord], "int32")
      : tf.tensor2d(Float32Array.from(turned), [O, I]),
    scales: neurons(scales),
    ...(zeros && { zeros: neurons(zeros) }),
    zero: -low,
    bits,
    group: height,
  };
  const own = [tensors.codes, tensors.scales, ...(tensors.zeros ? [tensors.zeros] : [])];
  const b = tf.tensor1d(bias.values.slice());
  for (const tensor of [...own, b]) tf.keep(tensor);
  return {
    forward(x) {
      if (x.shape[1] !== I) {
        throw new RangeError(`quantizedLinear: x has shape [${x.shape}], want [B, ${I}]`);
      }
      return tf.tidy(() => tf.add(quantizedMatMul(x, tensors), b) as tf.Tensor2D);
    },
    bytes: own.reduce((sum, { size }) => sum + 4 * size, 0),
    dispose: () => tf.dispose([...own, b]),
  };
}
