import type { Compiled, Started } from "./compiled.js";

/** Where a matrix lies, and how many bytes lie between its neighbours. */
export interface Matrix {
  at: number;
  /** From one row to the next. */
  row: number;
  /** From one column to the next. */
  column: number;
}

/** Of a matrix `[rows, columns]` of numbers that lie row by row, or column by column if it is transposed. */
export function matrixAt(at: number, rows: number, columns: number, transposed: boolean): Matrix {
  return transposed ? { at, row: 4, column: rows * 4 } : { at, row: columns * 4, column: 4 }; // 4 bytes a number
}

/** The compiled product handles so many rows and columns at once: tile.ts. */
const [panelRows, panelColumns] = [6, 8];

/**
 * `out = left · right + bias`, shared among threads by whole panels of the longer side, so that each number is computed
 * as one thread would.
 *
 * @param sizes `[rows, depth, columns]`
 * @param bias `[columns]`, added to each row; 0 for none
 */
export function product(
  { threads, scratches }: Pick<Started, "threads" | "scratches">,
  left: Matrix,
  right: Matrix,
  out: number,
  [rows, depth, columns]: readonly [number, number, number],
  bias = 0,
): void {
  const cost = rows * depth * columns;
  const line = columns * 4;
  const call = (row: number, column: number, high: number, wide: number, thread: number) => [
    ...[left.at + row * left.row, left.row, left.column],
    ...[right.at + column * right.column, right.row, right.column],
    ...[out + row * line + column * 4, line],
    ...[high, depth, wide, 0, bias && bias + column * 4, scratches[thread] as number],
  ];
  const name = "multiply" satisfies keyof Compiled;
  if (rows >= columns) {
    threads.run(name, { items: rows, grain: panelRows, cost }, (first, last, thread) =>
      call(first, 0, last - first, columns, thread),
    );
  } else {
    threads.run(name, { items: columns, grain: panelColumns, cost }, (first, last, thread) =>
      call(0, first, rows, last - first, thread),
    );
  }
}
