import { checkWeight, matrixSizes, type Weight } from "./weights.js";

/**
 * How long each column of a matrix is: for `[I, O]`, the weights that go into each of O neurons.
 *
 * @returns the Euclidean norm of each column, O numbers
 */
export function columnNorms(weight: Weight): Float64Array {
  checkWeight("columnNorms", "the weight", weight);
  const [I, O] = matrixSizes("columnNorms", "the weight", weight);
  const norms = new Float64Array(O);
  for (let i = 0; i < I; i++) {
    for (let o = 0; o < O; o++)
      norms[o] = (norms[o] as number) + (weight.values[i * O + o] as number) ** 2;
  }
  return norms.map(Math.sqrt);
}

/** As `columnNorms`, of the rows: for `[I, O]`, the weights by which each of I neurons is heard. */
export function rowNorms(weight: Weight): Float64Array {
  checkWeight("rowNorms", "the weight", weight);
  const [I, O] = matrixSizes("rowNorms", "the weight", weight);
  return Float64Array.from({ length: I }, (_, i) =>
    Math.sqrt(weight.values.subarray(i * O, (i + 1) * O).reduce((sum, v) => sum + v * v, 0)),
  );
}

/**
 * The places of the highest scores, in their order; of equal ones the later stays.
 *
 * @throws RangeError if the count is not from 1 to all, or a score is not a number
 */
export function highest(scores: ArrayLike<number>, count: number): Int32Array {
  if (!(Number.isInteger(count) && count >= 1 && count <= scores.length)) {
    throw new RangeError(
      `highest: got ${count} to keep, want a whole number from 1 to ${scores.length}`,
    );
  }
  const all = Array.from(scores);
  if (all.some(Number.isNaN)) throw new RangeError("highest: got the score NaN, want numbers");
  const order = [...all.keys()].sort((a, b) => (all[b] as number) - (all[a] as number) || b - a);
  return Int32Array.from(order.slice(0, count)).sort();
}
