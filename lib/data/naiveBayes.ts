/** Rows of ids, such as a text's words, with the class of each. */
export interface LabelledRows {
  rows: readonly ArrayLike<number>[];
  labels: readonly number[];
}

/**
 * The word counter's classifier: in each class a word has a probability, and a text has the product of its words',
 * whatever their order. `class = argmax over c of log p(c) + Σ log p(word | c)`, where
 * `p(word | c) = (count in c + 1) / (words in c + V)`, so that a word never seen rules nothing out.
 *
 * @param sizes.vocabSize V: ids run from 0 to V-1
 * @returns the class of a row; of equal ones the first
 * @throws RangeError without rows, or with as many labels as would not fit them
 * @see Manning, Raghavan and Schütze 2008, "Introduction to information retrieval", §13.2
 */
export function naiveBayes(
  { rows, labels }: LabelledRows,
  { vocabSize, classes }: { vocabSize: number; classes: number },
): (row: ArrayLike<number>) => number {
  if (rows.length === 0 || rows.length !== labels.length) {
    throw new RangeError(`naiveBayes: got ${labels.length} labels for ${rows.length} rows`);
  }
  const all = Array.from({ length: classes }, () => new Float64Array(vocabSize).fill(1));
  const texts = new Float64Array(classes);
  for (const [i, row] of rows.entries()) {
    const label = labels[i] as number;
    const counts = all[label];
    if (!counts) throw new RangeError(`naiveBayes: got class ${label}, want 0 to ${classes - 1}`);
    texts[label] = (texts[label] as number) + 1;
    for (const id of Array.from(row)) counts[id] = (counts[id] as number) + 1;
  }
  const logs = all.map((counts) => {
    const total = Math.log(counts.reduce((sum, count) => sum + count, 0));
    return counts.map((count) => Math.log(count) - total);
  });
  const priors = texts.map(Math.log);
  return (row) => {
    const scores = logs.map((log, c) =>
      Array.from(row).reduce((sum, id) => sum + (log[id] as number), priors[c] as number),
    );
    return scores.indexOf(Math.max(...scores));
  };
}
