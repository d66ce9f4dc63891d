/** One value: a number in a numeric column, a text in a categorical one, null where it is missing. */
export type Cell = number | string | null;

/** What is known of a column. */
export interface Column {
  name: string;
  /** Numeric when every value that is there reads as a number. */
  kind: "numeric" | "categorical";
  /** How many different values it holds, counted up to `limits.distinct`. */
  distinct: number;
  /** In a categorical column of mostly numbers, the first value that is none. */
  exception?: { line: number; text: string };
}

/** A table in memory. */
export interface Table {
  columns: readonly Column[];
  /** Each row has one cell per column, in the columns' order. */
  rows: readonly (readonly Cell[])[];
  /** The line of the file on which each row starts, counted from 1. */
  lines: ArrayLike<number>;
}
