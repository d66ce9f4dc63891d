/** A row of a table and how much it points the way of another, -1 to 1. */
export interface Neighbour {
  row: number;
  cosine: number;
}

/** Rows of numbers, such as an embedding for each word. */
export interface Rows {
  /** `[rows, width]`, row after row. */
  numbers: ArrayLike<number>;
  width: number;
}

/**
 * The rows that point most nearly the same way as one of them, nearest first; of equals the one that comes first.
 * A row of zeros points nowhere: its cosine with any other is 0.
 *
 * @param count how many; fewer if there are not as many others
 */
export function nearestRows({ numbers, width }: Rows, row: number, count: number): Neighbour[] {
  const rows = numbers.length / width;
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let c = 0; c < width; c++)
      sum += (numbers[a * width + c] as number) * (numbers[b * width + c] as number);
    return sum;
  };
  const length = (r: number) => Math.sqrt(dot(r, r));
  const others = Array.from({ length: rows }, (_, other) => other).filter((r) => r !== row);
  return others
    .map((other) => ({
      row: other,
      cosine: dot(row, other) / (length(row) * length(other) || 1),
    }))
    .sort((a, b) => b.cosine - a.cosine || a.row - b.row)
    .slice(0, count);
}

/**
 * How many of each word's nearest neighbours are of its own class, where as many are asked for as the class has other
 * words; the mean over all words that have a class.
 *
 * @param classes each row's class; rows with undefined are neighbours too, and always wrong
 * @returns 0 to 1
 */
export function classPrecision(rows: Rows, classes: readonly (string | undefined)[]): number {
  const shares = classes.flatMap((own, row) => {
    const others = classes.filter((other, r) => r !== row && other === own).length;
    if (own === undefined || others === 0) return [];
    const near = nearestRows(rows, row, others);
    return [near.filter((each) => classes[each.row] === own).length / others];
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
