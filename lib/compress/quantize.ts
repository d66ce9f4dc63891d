import { type Calibration, calibrateRange } from "./calibrateRange.js";
import {
  checkBits,
  checkScheme,
  codeOf,
  gridFor,
  type QuantizationGrid,
  type Scheme,
} from "./quantizationGrid.js";
import { type Groups, groupsOf, type Sharing } from "./quantizationGroups.js";
import { checkWeight, type Weight } from "./weights.js";

export interface QuantizeOptions {
  /** Of each code, from 2 to 8. */
  bits: number;
  /** Default `symmetric`. */
  scheme?: Scheme;
  /** Which weights share a scale. Default `channel`. */
  per?: Sharing;
  /** Default `minMax`. */
  calibration?: Calibration;
}

/** A weight as whole numbers and what one of them is worth: `scale · (code - zero)`. One code a byte; see `packCodes`. */
export interface Quantized {
  format: "quantized";
  shape: readonly number[];
  bits: number;
  scheme: Scheme;
  per: Sharing;
  /** In the order of the weights. */
  codes: Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  /** One a group: `[groups down, columns]`, row by row. */
  scales: Float32Array<ArrayBuffer>;
  /** The code that stands for 0, of each group; symmetric codes have none. */
  zeros?: Uint8Array<ArrayBuffer>;
}

/**
 * Rounds weights to whole numbers of few bits: `code = clip(round(w / scale) + zero)`. Halves go to the even number, as
 * in PyTorch. Unless the calibration cuts numbers off, no symmetric code is off by more than half its scale, and no
 * affine one by more than a scale, since the zero is rounded too.
 *
 * @throws RangeError for bits outside 2 to 8, groups that do not divide, and numbers that are none, not finite, or all
 *   the same
 * @see Gholami et al. 2021, "A survey of quantization methods for efficient neural network inference", §3,
 *   https://arxiv.org/abs/2103.13630
 */
export function quantize(weight: Weight, options: QuantizeOptions): Quantized {
  const { bits, scheme = "symmetric", per = "channel", calibration = "minMax" } = options;
  checkBits("quantize", bits);
  checkScheme("quantize", scheme);
  checkWeight("quantize", "the weight", weight);
  const { shape, values } = weight;
  if (values.every((value) => value === values[0])) {
    throw new RangeError(
      `quantize: the weight is ${values[0]} at all ${values.length} places, want numbers that differ; keep that one number instead`,
    );
  }
  const groups = groupsOf("quantize", shape, per);
  const grids = gridsOf(values, groups, (group) =>
    gridFor(calibrateRange(group, calibration, { bits, scheme }), bits, scheme),
  );
  const codes = new (scheme === "symmetric" ? Int8Array : Uint8Array)(values.length);
  for (const [n, value] of values.entries()) {
    codes[n] = codeOf(value, grids[groups.of(n)] as QuantizationGrid);
  }
  const scales = Float32Array.from(grids, ({ scale }) => scale);
  const zeros = scheme === "affine" ? { zeros: Uint8Array.from(grids, ({ zero }) => zero) } : {};
  return { format: "quantized", shape, bits, scheme, per, codes, scales, ...zeros };
}

/** The grid of each group, from its numbers. */
export function gridsOf(
  values: Float32Array,
  groups: Groups,
  choose: (group: Float32Array) => QuantizationGrid,
): QuantizationGrid[] {
  const size = values.length / groups.count;
  const gathered = Array.from({ length: groups.count }, () => new Float32Array(size));
  const filled = new Uint32Array(groups.count);
  for (const [n, value] of values.entries()) {
    const group = groups.of(n);
    (gathered[group] as Float32Array)[filled[group] as number] = value;
    filled[group] = (filled[group] as number) + 1;
  }
  return gathered.map(choose);
}

/** The largest number of float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

/** The numbers that the codes stand for. */
export function dequantize({ shape, per, codes, scales, zeros }: Quantized): Weight {
  const groups = groupsOf("dequantize", shape, per);
  const values = Float32Array.from(codes, (code, n) => {
    const group = groups.of(n);
    const value = (scales[group] as number) * (code - (zeros?.[group] ?? 0));
    return Math.max(-largest, Math.min(largest, value)); // a rounded end may lie beyond float32
  });
  return { shape, values };
}
