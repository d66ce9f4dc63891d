import { record, type Variable } from "../autograd/tensor.js";
import * as fused from "../compute/fused/dropout.js";

/**
 * Dropout: in training, each number is set to 0 with probability `rate`, and the others grow by `1 / (1 - rate)`, so
 * that what the next layer expects stays. In evaluation it is not called, or called with rate 0, and changes nothing.
 *
 * @param x any shape
 * @param options.rate from 0 to below 1
 * @param options.seed a whole number from 0 to 2³² - 1. The same seed drops the same places: give each layer and step its own.
 * @throws RangeError if the rate or the seed is out of range
 * @see Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting"
 */
export function dropout(x: Variable, { rate, seed }: { rate: number; seed: number }): Variable {
  if (!(rate >= 0 && rate < 1))
    throw new RangeError(`dropout: got rate ${rate}, want 0 to below 1`);
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new RangeError(`dropout: got seed ${seed}, want a whole number from 0 to 2³² - 1`);
  }
  if (rate === 0) return x;
  return record("dropout", fused.dropout(x.data, rate, seed), [
    [x, (dy) => fused.dropout(dy, rate, seed)],
  ]);
}
