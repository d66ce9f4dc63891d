import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { checkWeight, matrixSizes, type Weight } from "./weights.js";

/** A matrix as a sum of R = min(I, O) products of a column and a row, the largest first: `W = U diag(s) Vᵀ`. */
export interface Svd {
  shape: readonly [I: number, O: number];
  /** `[I, R]`, row by row; its columns are orthonormal. */
  u: Float64Array;
  /** `[R]`, the singular values, falling, from 0. */
  s: Float64Array;
  /** `[O, R]`, row by row; its columns are orthonormal. */
  v: Float64Array;
}

/**
 * The singular value decomposition of a matrix, in float64. It runs in one go: some tenths of a second for
 * `[300, 100]`, seconds for `[784, 300]`.
 *
 * @throws RangeError if it is not a matrix, is empty, or a number is not finite
 * @see Golub and Reinsch 1970, "Singular value decomposition and least squares solutions"
 */
export function svd(weight: Weight, name = "the matrix"): Svd {
  const [I, O] = matrixSizes("svd", name, weight);
  checkWeight("svd", name, weight);
  return svdOf(Matrix.from1DArray(I, O, weight.values));
}

/** As `svd`, of a matrix of `ml-matrix` whose numbers are finite. */
export function svdOf(matrix: Matrix): Svd {
  const found = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return {
    shape: [matrix.rows, matrix.columns],
    u: numbersOf(found.leftSingularVectors),
    s: Float64Array.from(found.diagonal),
    v: numbersOf(found.rightSingularVectors),
  };
}

function numbersOf(matrix: Matrix): Float64Array {
  return Float64Array.from(matrix.to1DArray());
}
