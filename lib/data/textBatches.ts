import { random } from "../tensor/random.js";
import { words } from "../words/words.js";
import { DataError } from "./dataError.js";

export interface TextBatchesOptions {
  /** Windows in a batch, B. */
  size: number;
  /** Tokens that a model reads of each window, T; the window has one more. */
  contextLength: number;
  seed: number;
}

/** Windows of a text, row after row. */
export interface TextBatch {
  /** int32 `[B, T+1]`: columns 0 to T-1 are read, columns 1 to T are what comes next. */
  tokens: Int32Array;
  shape: [rows: number, columns: number];
}

/**
 * Random windows of a text without end, for a model that learns the next token. Windows may overlap.
 *
 * @param ids the text's tokens, at least T+1
 * @throws DataError when the text is shorter than one window
 * @throws RangeError unless `size` and `contextLength` are whole numbers above 0
 */
export function textBatches(
  ids: Int32Array,
  { size, contextLength, seed }: TextBatchesOptions,
): Generator<TextBatch, never, void> {
  for (const [name, count] of Object.entries({ size, contextLength })) {
    if (Number.isInteger(count) && count > 0) continue;
    throw new RangeError(`textBatches: ${name} is ${count}, want a whole number above 0`);
  }
  if (ids.length < contextLength + 1) {
    throw new DataError(words.data.text.tooShort(ids.length, contextLength + 1));
  }
  return windows(ids, size, contextLength + 1, random(seed).integer);
}

function* windows(
  ids: Int32Array,
  rows: number,
  columns: number,
  integer: (below: number) => number,
): Generator<TextBatch, never, void> {
  for (;;) {
    const tokens = new Int32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const start = integer(ids.length - columns + 1);
      tokens.set(ids.subarray(start, start + columns), row * columns);
    }
    yield { tokens, shape: [rows, columns] };
  }
}
