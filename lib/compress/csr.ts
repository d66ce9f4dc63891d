import { checkWeight, matrixSizes, type Weight } from "./weights.js";

/**
 * Compressed sparse rows: of each neuron, the weights that are not 0, and the inputs they belong to. The index of an
 * input takes 2 bytes where there are at most 65,536 inputs, else 4.
 */
export interface Csr {
  format: "csr";
  /** `[I, O]` of the matrix that it stands for. */
  shape: readonly [I: number, O: number];
  /** What is not 0, neuron by neuron. */
  values: Float32Array<ArrayBuffer>;
  /** The input of each. */
  inputs: Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  /** `[O + 1]`: where each neuron's weights begin, and where the last one's end. */
  starts: Uint32Array<ArrayBuffer>;
}

/** @throws RangeError unless it is a matrix of finite numbers */
export function toCsr(weight: Weight): Csr {
  checkWeight("toCsr", "the weight", weight);
  const [I, O] = matrixSizes("toCsr", "the weight", weight);
  const { values: all } = weight;
  const count = all.reduce((sum, value) => sum + Number(value !== 0), 0);
  const values = new Float32Array(count);
  const inputs = I <= 2 ** 16 ? new Uint16Array(count) : new Uint32Array(count);
  const starts = new Uint32Array(O + 1);
  let at = 0;
  for (let o = 0; o < O; o++) {
    for (let i = 0; i < I; i++) {
      const value = all[i * O + o] as number;
      if (value === 0) continue;
      values[at] = value;
      inputs[at++] = i;
    }
    starts[o + 1] = at;
  }
  return { format: "csr", shape: [I, O], values, inputs, starts };
}

/** The matrix again, number for number. */
export function fromCsr({ shape, values, inputs, starts }: Csr): Weight {
  const [I, O] = shape;
  const all = new Float32Array(I * O);
  for (let o = 0; o < O; o++) {
    for (let at = starts[o] as number; at < (starts[o + 1] as number); at++) {
      all[(inputs[at] as number) * O + o] = values[at] as number;
    }
  }
  return { shape, values: all };
}

/**
 * The product `x W` of a sparse matrix in plain TypeScript: only what is stored is multiplied.
 *
 * @param x `[B, I]`, row by row
 * @returns `[B, O]`
 * @throws RangeError if x does not hold rows of I numbers
 */
export function multiplyCsr(x: Float32Array, csr: Csr): Float32Array {
  const [I, O] = csr.shape;
  const B = x.length / I;
  if (!Number.isInteger(B)) {
    throw new RangeError(`multiplyCsr: x has ${x.length} numbers, want rows of ${I}`);
  }
  const { values, inputs, starts } = csr;
  const y = new Float32Array(B * O);
  for (let b = 0; b < B; b++) {
    for (let o = 0; o < O; o++) {
      let sum = 0;
      const end = starts[o + 1] as number;
      for (let at = starts[o] as number; at < end; at++) {
        sum += (values[at] as number) * (x[b * I + (inputs[at] as number)] as number);
      }
      y[b * O + o] = sum;
    }
  }
  return y;
}
