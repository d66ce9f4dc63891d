import type { DataType, Tensor } from "@tensorflow/tfjs";

/** What one line can say about a tensor. */
export interface Summary {
  shape: number[];
  dtype: DataType;
  /** Smallest finite value; NaN when there is none. */
  min: number;
  /** Largest finite value; NaN when there is none. */
  max: number;
  /** Mean of the finite values; NaN when there are none. */
  mean: number;
  /** How many values are not a number. */
  nan: number;
  /** How many values are infinite, of either sign. */
  infinite: number;
}

/**
 * Reads a tensor back, without blocking the page, and sums it up. True counts as 1.
 *
 * @throws TypeError for a tensor of strings or complex numbers
 */
export async function summarize(tensor: Tensor): Promise<Summary> {
  const { shape, dtype } = tensor;
  if (dtype === "string" || dtype === "complex64") {
    throw new TypeError(`summarize: the tensor holds ${dtype}, want float32, int32 or bool`);
  }
  return { shape: [...shape], dtype, ...extent(await tensor.data()) };
}

/** The range and mean of an array's finite values. */
export function extent(values: ArrayLike<number>): Omit<Summary, "shape" | "dtype"> {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  let nan = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) nan++;
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count++;
  }
  const others = { nan, infinite: values.length - count - nan };
  if (count === 0) return { min: Number.NaN, max: Number.NaN, mean: Number.NaN, ...others };
  return { min, max, mean: sum / count, ...others };
}
