import { calibrateRange } from "./calibrateRange.js";
import { cholesky, invertPositive } from "./cholesky.js";
import {
  checkBits,
  checkScheme,
  codeOf,
  gridFor,
  type QuantizationGrid,
} from "./quantizationGrid.js";
import { groupsOf } from "./quantizationGroups.js";
import { gridsOf, type Quantized, type QuantizeOptions } from "./quantize.js";
import { checkWeight, matrixSizes, type Weight } from "./weights.js";

export interface GptqOptions extends QuantizeOptions {
  /** Share of the mean square of an input that is added to every input's. Default 0.01. */
  dampening?: number;
}

/**
 * GPTQ: rounds one input's weights after the other, and moves those not yet rounded so that the outputs for some example
 * inputs change least. With `H = Xᵀ X` and U the upper Cholesky factor of `H⁻¹`, the error e of input i, divided by
 * `U[i, i]`, is taken off the weights of input j as `e · U[i, j]`.
 *
 * @param weight `[I, O]`
 * @param inputs `[N, I]`, what the layer sees; some hundred rows
 * @throws RangeError where `quantize` does, and for inputs that do not fit, are all 0 or not finite, or dampening of 0
 *   or less
 * @see Frantar et al. 2022, "GPTQ: accurate post-training quantization for generative pre-trained transformers", §3,
 *   https://arxiv.org/abs/2210.17323
 */
export function gptq(weight: Weight, inputs: Weight, options: GptqOptions): Quantized {
  const { bits, scheme = "symmetric", per = "channel", calibration = "minMax" } = options;
  checkBits("gptq", bits);
  checkScheme("gptq", scheme);
  checkWeight("gptq", "the weight", weight);
  const [I, O] = matrixSizes("gptq", "the weight", weight);
  const groups = groupsOf("gptq", weight.shape, per);
  const upper = inverseFactor(inputs, I, options.dampening ?? 0.01);
  const choose = (values: Float32Array) =>
    gridFor(calibrateRange(values, calibration, { bits, scheme }), bits, scheme);
  const grids = gridsOf(weight.values, groups, choose);
  const moved = Float64Array.from(weight.values);
  const codes = new (scheme === "symmetric" ? Int8Array : Uint8Array)(I * O);
  for (let i = 0; i < I; i++) {
    if (typeof per === "number" && i % per === 0) {
      // What has been moved into this group may need another scale.
      const rows = { ...groups, count: O, of: (n: number) => n % O };
      const values = Float32Array.from(moved.subarray(i * O, (i + per) * O));
      grids.splice((i / per) * O, O, ...gridsOf(values, rows, choose));
    }
    const errors = new Float64Array(O);
    for (let o = 0; o < O; o++) {
      const n = i * O + o;
      const grid = grids[groups.of(n)] as QuantizationGrid;
      const value = moved[n] as number;
      const code = codeOf(value, grid);
      codes[n] = code;
      errors[o] = (value - grid.scale * (code - grid.zero)) / (upper[i * I + i] as number);
    }
    for (let j = i + 1; j < I; j++) {
      const share = upper[i * I + j] as number;
      for (let o = 0; o < O; o++) {
        moved[j * O + o] = (moved[j * O + o] as number) - (errors[o] as number) * share;
      }
    }
  }
  const scales = Float32Array.from(grids, ({ scale }) => scale);
  const zeros = scheme === "affine" ? { zeros: Uint8Array.from(grids, ({ zero }) => zero) } : {};
  const { shape } = weight;
  return { format: "quantized", shape, bits, scheme, per, codes, scales, ...zeros };
}

/** U, with `Uᵀ U` the inverse of `Xᵀ X` dampened. */
function inverseFactor(inputs: Weight, I: number, dampening: number): Float64Array {
  checkWeight("gptq", "the matrix of inputs", inputs);
  const [N, width] = matrixSizes("gptq", "the matrix of inputs", inputs);
  if (width !== I) throw new RangeError(`gptq: the inputs have ${width} columns, want ${I}`);
  if (!(dampening > 0 && dampening < Infinity)) {
    throw new RangeError(`gptq: got dampening ${dampening}, want a number above 0, such as 0.01`);
  }
  const hessian = new Float64Array(I * I);
  for (let n = 0; n < N; n++) {
    const row = inputs.values.subarray(n * I, (n + 1) * I);
    for (const [i, x] of row.entries()) {
      if (x === 0) continue;
      for (let j = 0; j < I; j++) {
        hessian[i * I + j] = (hessian[i * I + j] as number) + x * (row[j] as number);
      }
    }
  }
  let trace = 0;
  for (let i = 0; i < I; i++) trace += hessian[i * I + i] as number;
  if (trace === 0) throw new RangeError("gptq: the inputs are all 0, want some that are not");
  for (let i = 0; i < I; i++) {
    hessian[i * I + i] = (hessian[i * I + i] as number) + (dampening * trace) / I;
  }
  const lower = cholesky(invertPositive(hessian, I), I);
  return Float64Array.from(lower, (_, n) => lower[(n % I) * I + Math.floor(n / I)] as number);
}
