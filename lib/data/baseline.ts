/** The model that always says the commonest class. */
export interface Baseline {
  /** The commonest class of the training rows; of equals the one with the lower index. */
  label: number;
  /** The share of held-out rows that are of this class, 0 to 1. */
  accuracy: number;
}

/**
 * What anyone gets right without looking at a feature.
 *
 * @param training labels `[N]` to count, at least one
 * @param heldOut labels `[M]` to predict, at least one
 * @throws RangeError when either is empty
 */
export function majorityBaseline(training: Int32Array, heldOut: Int32Array): Baseline {
  if (training.length === 0 || heldOut.length === 0) {
    throw new RangeError(
      `majorityBaseline: got ${training.length} training and ${heldOut.length} held-out labels, want at least one of each`,
    );
  }
  const counts = new Map<number, number>();
  for (const label of training) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [[label]] = [...counts].sort(([a, m], [b, n]) => n - m || a - b) as [[number, number]];
  const hits = heldOut.filter((other) => other === label).length;
  return { label, accuracy: hits / heldOut.length };
}
