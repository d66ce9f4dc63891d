import { random } from "../tensor/random.js";
import { words } from "../words/words.js";
import { DataError } from "./dataError.js";

/** Row numbers, each row in exactly one part, each part in random order. */
export interface Split {
  training: Int32Array;
  heldOut: Int32Array;
}

/** How to split. */
export interface SplitOptions {
  seed: number;
  /** The share of each class that is held out, above 0 and below 1; default 0.25. */
  share?: number;
}

/**
 * A stratified held-out split: every class gives the same share of its rows, rounded, but at least
 * one to each part. A class with a single row is trained on.
 *
 * @param labels `[rows]`, the class of each row
 * @throws RangeError for a share outside (0, 1)
 * @throws DataError when no class has two rows
 */
export function split(labels: Int32Array, { seed, share = 0.25 }: SplitOptions): Split {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(`split: share is ${share}, want a number above 0 and below 1`);
  }
  const { permutation } = random(seed);
  const members = new Map<number, number[]>();
  for (const row of permutation(labels.length)) {
    const label = labels[row] as number;
    const rows = members.get(label);
    if (rows) rows.push(row);
    else members.set(label, [row]);
  }
  const training: number[] = [];
  const heldOut: number[] = [];
  for (const rows of members.values()) {
    const most = rows.length - 1;
    const count = Math.min(most, Math.max(1, Math.round(rows.length * share)));
    for (const [i, row] of rows.entries()) (i < count ? heldOut : training).push(row);
  }
  if (heldOut.length === 0) throw new DataError(words.data.split.nothingHeldOut);
  const shuffled = (part: number[]) =>
    permutation(part.length).map((position) => part[position] as number);
  return { training: shuffled(training), heldOut: shuffled(heldOut) };
}
