import type { Svd } from "./svd.js";
import type { Weight } from "./weights.js";

/** A matrix of low rank as two: `W ≈ A B`. */
export interface Factors {
  /** `[I, r]` */
  a: Weight;
  /** `[r, O]` */
  b: Weight;
}

/** @throws RangeError unless the rank is a whole number from 1 to `full` */
export function checkRank(who: string, rank: number, full: number): void {
  if (Number.isInteger(rank) && rank >= 1 && rank <= full) return;
  throw new RangeError(`${who}: got rank ${rank}, want a whole number from 1 to ${full}`);
}

/**
 * The best matrix of rank r, as `A B`: the first r columns of U and V, with the singular values shared between the two
 * by their roots.
 *
 * @throws RangeError unless the rank is a whole number from 1 to min(I, O)
 * @see Eckart and Young 1936, "The approximation of one matrix by another of lower rank"
 */
export function truncate({ shape: [I, O], u, s, v }: Svd, rank: number): Factors {
  const R = s.length;
  checkRank("truncate", rank, R);
  const a = new Float32Array(I * rank);
  const b = new Float32Array(rank * O);
  for (let k = 0; k < rank; k++) {
    const root = Math.sqrt(s[k] as number);
    for (let i = 0; i < I; i++) a[i * rank + k] = root * (u[i * R + k] as number);
    for (let o = 0; o < O; o++) b[k * O + o] = root * (v[o * R + k] as number);
  }
  return { a: { shape: [I, rank], values: a }, b: { shape: [rank, O], values: b } };
}

/**
 * How far the best matrix of rank r is from the whole one, before any is computed: `√(Σ σ²)` over the singular values
 * that are dropped. It is the Frobenius norm of the difference, the root of the sum of squares.
 *
 * @param rank from 0, where all is dropped
 * @throws RangeError unless the rank is a whole number from 0 to R
 */
export function truncationError({ s }: Svd, rank: number): number {
  if (rank !== 0) checkRank("truncationError", rank, s.length);
  return Math.hypot(...s.subarray(rank));
}

/** `A B` as one matrix `[I, O]`, summed in float64. */
export function multiplied({ a, b }: Factors): Weight {
  const [I, r] = a.shape as [number, number];
  const O = b.shape[1] as number;
  const values = new Float32Array(I * O);
  const row = new Float64Array(O);
  for (let i = 0; i < I; i++) {
    row.fill(0);
    for (let k = 0; k < r; k++) {
      const factor = a.values[i * r + k] as number;
      for (let o = 0; o < O; o++)
        row[o] = (row[o] as number) + factor * (b.values[k * O + o] as number);
    }
    values.set(row, i * O);
  }
  return { shape: [I, O], values };
}

/** What a layer of two thin matrices costs beside one whole matrix; a bias counts in neither. */
export interface FactorCosts {
  /** r (I + O) against I · O. */
  parameters: { whole: number; factored: number };
  /** Two for each weight and example: a product and a sum. */
  flops: { whole: number; factored: number };
  /** From this rank on nothing is saved: I · O / (I + O). */
  breakEven: number;
}

/** @throws RangeError unless the rank is a whole number from 1 to min(I, O) */
export function factorCosts([I, O]: readonly [number, number], rank: number): FactorCosts {
  checkRank("factorCosts", rank, Math.min(I, O));
  const parameters = { whole: I * O, factored: rank * (I + O) };
  const flops = { whole: 2 * parameters.whole, factored: 2 * parameters.factored };
  return { parameters, flops, breakEven: (I * O) / (I + O) };
}
