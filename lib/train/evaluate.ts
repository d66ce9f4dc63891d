/** How often predictions were right, and how they were wrong. */
export interface Evaluation {
  /** From 0 to 1. */
  accuracy: number;
  right: number;
  total: number;
  /** `confusion[actual][predicted]`: how many. */
  confusion: number[][];
}

/**
 * Compares predicted classes with actual ones.
 *
 * @param predicted classes from 0 to `classes - 1`
 * @param actual as many as predicted
 * @throws RangeError if there is nothing to compare, the counts differ, or a class is out of range
 */
export function evaluate(
  predicted: ArrayLike<number>,
  actual: ArrayLike<number>,
  classes: number,
): Evaluation {
  const total = actual.length;
  if (total === 0 || predicted.length !== total) {
    throw new RangeError(`evaluate: got ${predicted.length} predictions for ${total} labels`);
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let right = 0;
  for (let i = 0; i < total; i++) {
    const [p, a] = [predicted[i] as number, actual[i] as number];
    const row = confusion[a];
    if (!row || !(p in row)) {
      throw new RangeError(`evaluate: got classes ${p} and ${a} at ${i}, want 0 to ${classes - 1}`);
    }
    row[p] = (row[p] as number) + 1;
    if (p === a) right++;
  }
  return { accuracy: right / total, right, total, confusion };
}
