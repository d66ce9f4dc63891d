import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { svdOf } from "./svd.js";
import { checkRank, type Factors } from "./truncate.js";
import { checkWeight, matrixSizes, type Weight } from "./weights.js";

/**
 * `A B` of rank r for which the layer's *outputs* are nearest, `‖X W − X A B‖`, where a plain SVD keeps the weights
 * near. With `XᵀX / N = L Lᵀ` the output error of D is `√N ‖Lᵀ D‖`, so it decomposes `Lᵀ W` and solves `Lᵀ A = U`.
 *
 * @param weight `[I, O]`
 * @param inputs `[N, I]`, what the layer reads
 * @param options.rank from 1 to min(I, O)
 * @param options.damping added to each input's mean square, as a share of their mean, so that inputs that are always 0
 *   do not divide by 0; weights of such inputs then count little. Default 1e-6.
 * @throws RangeError for shapes that do not fit, numbers that are not finite, a rank or damping out of range, or
 *   inputs that depend on each other where the damping is too small
 * @see Wang et al. 2024, "SVD-LLM: truncation-aware singular value decomposition", https://arxiv.org/abs/2403.07378
 */
export function activationSvd(
  weight: Weight,
  inputs: Weight,
  { rank, damping = 1e-6 }: { rank: number; damping?: number },
): Factors {
  const [I, O] = matrixSizes("activationSvd", "the matrix", weight);
  checkWeight("activationSvd", "the matrix", weight);
  const [, width] = matrixSizes("activationSvd", "the inputs", inputs);
  checkWeight("activationSvd", "the inputs", inputs);
  if (width !== I) {
    throw new RangeError(`activationSvd: the inputs have ${width} columns, want ${I}`);
  }
  checkRank("activationSvd", rank, Math.min(I, O));
  if (!(damping >= 0 && damping <= 1)) {
    throw new RangeError(`activationSvd: got damping ${damping}, want a number from 0 to 1`);
  }
  const cholesky = new CholeskyDecomposition(covariance(inputs, damping));
  if (!cholesky.isPositiveDefinite()) {
    throw new RangeError(
      `activationSvd: the inputs depend on each other; want damping above ${damping}, or more than ${inputs.shape[0]} of them`,
    );
  }
  const upper = cholesky.lowerTriangularMatrix.transpose(); // Lᵀ
  const { u, s, v } = svdOf(upper.mmul(Matrix.from1DArray(I, O, weight.values)));
  const R = s.length;
  const a = new Float32Array(I * rank);
  const b = new Float32Array(rank * O);
  const column = new Float64Array(I);
  for (let k = 0; k < rank; k++) {
    const root = Math.sqrt(s[k] as number);
    for (let i = I - 1; i >= 0; i--) {
      let left = u[i * R + k] as number;
      for (let j = i + 1; j < I; j++) left -= upper.get(i, j) * (column[j] as number);
      column[i] = left / upper.get(i, i);
      a[i * rank + k] = root * (column[i] as number);
    }
    for (let o = 0; o < O; o++) b[k * O + o] = root * (v[o * R + k] as number);
  }
  return { a: { shape: [I, rank], values: a }, b: { shape: [rank, O], values: b } };
}

/** `XᵀX / N`, `[I, I]`, with damping on its diagonal. */
function covariance({ shape, values }: Weight, damping: number): Matrix {
  const [N, I] = shape as [number, number];
  const sums = new Float64Array(I * I);
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < I; i++) {
      const x = values[n * I + i] as number;
      if (x === 0) continue;
      for (let j = i; j < I; j++) {
        sums[i * I + j] = (sums[i * I + j] as number) + (x * (values[n * I + j] as number)) / N;
      }
    }
  }
  let trace = 0;
  for (let i = 0; i < I; i++) trace += sums[i * I + i] as number;
  const made = Matrix.zeros(I, I);
  for (let i = 0; i < I; i++) {
    for (let j = i; j < I; j++) {
      const sum = (sums[i * I + j] as number) + (i === j ? (damping * trace) / I : 0);
      made.set(i, j, sum).set(j, i, sum);
    }
  }
  return made;
}
