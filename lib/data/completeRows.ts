import { words } from "../words/words.js";
import { DataError } from "./dataError.js";
import { limits } from "./limits.js";
import type { Table } from "./table.js";

/** A row left out because a value is missing. */
export interface DroppedRow {
  /** Its number in the table, counted from 0. */
  row: number;
  /** Its line in the file, counted from 1. */
  line: number;
  /** The columns in which it has no value. */
  missing: string[];
}

/** What a model never sees, and why. */
export interface Dropped {
  rows: DroppedRow[];
  /** Columns with a single value, or with too many different texts. */
  columns: string[];
}

/** The rows that have every value asked for. */
export interface CompleteRows {
  /** Row numbers in the table, counted from 0. */
  kept: number[];
  rows: DroppedRow[];
}

/**
 * Keeps the rows that have a value in every given column. A feature without a single value costs no
 * row: it is left out as a whole.
 *
 * @param columns column numbers, the target's first
 * @throws DataError when too few rows are left
 */
export function completeRows(table: Table, columns: readonly number[]): CompleteRows {
  const [target] = columns;
  const needed = columns.filter((c) => c === target || table.columns[c]?.distinct !== 0);
  const gaps = new Map<string, number>();
  const kept: number[] = [];
  const rows: DroppedRow[] = [];
  for (const [row, cells] of table.rows.entries()) {
    const without = needed.filter((c) => cells[c] === null);
    if (without.length === 0) {
      kept.push(row);
      continue;
    }
    const missing = without.map((c) => table.columns[c]?.name ?? "");
    for (const name of missing) gaps.set(name, (gaps.get(name) ?? 0) + 1);
    rows.push({ row, line: table.lines[row] ?? 0, missing });
  }
  if (kept.length < limits.fewestRows) {
    const [worst] = [...gaps].sort(([, a], [, b]) => b - a);
    throw new DataError(
      words.data.classification.fewRows(kept.length, limits.fewestRows, rows.length, worst?.[0]),
    );
  }
  return { kept, rows };
}

/**
 * The number of the column with this name.
 *
 * @throws DataError naming the columns there are
 */
export function findColumn({ columns }: Table, name: string): number {
  const found = columns.findIndex((column) => column.name === name);
  if (found >= 0) return found;
  const names = columns.map((column) => column.name);
  throw new DataError(words.data.classification.noColumn(name, names));
}
