/**
 * The lower triangle L with `L Lᵀ = matrix`.
 *
 * @param matrix `[N, N]`, symmetric and positive definite
 * @throws RangeError if it is not positive definite
 */
export function cholesky(matrix: Float64Array, N: number): Float64Array {
  const lower = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * N + j] as number;
      for (let k = 0; k < j; k++) {
        sum -= (lower[i * N + k] as number) * (lower[j * N + k] as number);
      }
      if (i !== j) lower[i * N + j] = sum / (lower[j * N + j] as number);
      else if (sum > 0) lower[i * N + i] = Math.sqrt(sum);
      else {
        throw new RangeError(
          `cholesky: got ${sum} under the root in row ${i}, want a positive definite matrix; more dampening makes it one`,
        );
      }
    }
  }
  return lower;
}

/** The inverse of a positive definite matrix `[N, N]`. @throws RangeError if it is not positive definite */
export function invertPositive(matrix: Float64Array, N: number): Float64Array {
  const lower = cholesky(matrix, N);
  const inverse = new Float64Array(N * N); // of L
  for (let c = 0; c < N; c++) {
    for (let r = c; r < N; r++) {
      let sum = r === c ? 1 : 0;
      for (let k = c; k < r; k++) {
        sum -= (lower[r * N + k] as number) * (inverse[k * N + c] as number);
      }
      inverse[r * N + c] = sum / (lower[r * N + r] as number);
    }
  }
  const result = new Float64Array(N * N); // L⁻ᵀ L⁻¹
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < N; k++) {
        sum += (inverse[k * N + i] as number) * (inverse[k * N + j] as number);
      }
      result[i * N + j] = sum;
      result[j * N + i] = sum;
    }
  }
  return result;
}
