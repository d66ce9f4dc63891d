import { studentQuantile } from "./studentT.js";

/** A mean over runs, and between what it probably lies. */
export interface MeanInterval {
  mean: number;
  low: number;
  high: number;
}

/**
 * The t-interval of a mean over independent runs, such as seeds: `mean ± t s/√n`, with `s` the standard deviation
 * (divided by n-1) and `t` Student's quantile with n-1 degrees of freedom. Over many repetitions such an interval
 * holds the true mean in a share `confidence` of them, if the results are normally distributed.
 *
 * @param values at least two
 * @param confidence default 0.95
 * @throws RangeError for fewer than two values
 * @see Student 1908, "The probable error of a mean"
 */
export function meanInterval(values: readonly number[], confidence = 0.95): MeanInterval {
  const n = values.length;
  if (n < 2) throw new RangeError(`meanInterval: got ${n} values, want at least two`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const reach = studentQuantile(confidence, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - reach, high: mean + reach };
}
