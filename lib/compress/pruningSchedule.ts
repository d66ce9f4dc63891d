import { checkSparsity } from "./masks.js";

export interface CubicOptions {
  /** Sparsity before `begin`. Default 0. */
  initial?: number;
  /** Sparsity from `end` on. */
  final: number;
  /** The steps between which it rises, from `initial` at `begin` to `final` at `end`. */
  begin: number;
  end: number;
}

/**
 * The sparsity of each step when pruning gradually: fast at first, while many weights are to spare, then slower.
 * `s(t) = s_f + (s_i - s_f) (1 - (t - begin) / (end - begin))³`
 *
 * @throws RangeError for a sparsity outside 0 to 1 or falling, or an end that is not after the beginning
 * @see Zhu and Gupta 2017, "To prune, or not to prune", §3, https://arxiv.org/abs/1710.01878
 */
export function cubicSparsity({ initial = 0, final, begin, end }: CubicOptions) {
  checkSparsity("cubicSparsity", initial);
  checkSparsity("cubicSparsity", final);
  if (final < initial) {
    throw new RangeError(
      `cubicSparsity: got ${initial} at first and ${final} at last, want a sparsity that does not fall`,
    );
  }
  if (!(Number.isFinite(begin) && Number.isFinite(end) && end > begin)) {
    throw new RangeError(
      `cubicSparsity: got steps ${begin} to ${end}, want an end after the beginning`,
    );
  }
  return (step: number): number => {
    const left = 1 - Math.min(1, Math.max(0, (step - begin) / (end - begin)));
    return final + (initial - final) * left ** 3;
  };
}
