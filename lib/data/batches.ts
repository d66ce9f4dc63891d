import { random } from "../tensor/random.js";

/** How to make batches. */
export interface BatchesOptions {
  /** Rows in a batch, at least 1. */
  size: number;
  seed: number;
}

/**
 * Mini-batches without end: each epoch goes through all rows once, in a new order. An epoch's last
 * batch holds what is left and may be smaller.
 *
 * @param rows the row numbers to train on, at least one
 * @returns row numbers, at most `size` at a time
 * @throws RangeError for no rows or a size that is not a whole number above 0
 */
export function batches(
  rows: Int32Array,
  { size, seed }: BatchesOptions,
): Generator<Int32Array, never, void> {
  if (rows.length === 0) throw new RangeError("batches: got no rows, want at least one");
  if (!(Number.isInteger(size) && size > 0)) {
    throw new RangeError(`batches: size is ${size}, want a whole number above 0`);
  }
  return epochs(rows, size, seed);
}

function* epochs(rows: Int32Array, size: number, seed: number): Generator<Int32Array, never, void> {
  const { permutation } = random(seed);
  for (;;) {
    const order = permutation(rows.length).map((position) => rows[position] as number);
    for (let start = 0; start < order.length; start += size) {
      yield order.slice(start, start + size);
    }
  }
}
