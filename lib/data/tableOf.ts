import type { CsvRow } from "./csvRows.js";
import { limits } from "./limits.js";
import type { Pacer } from "./pacer.js";
import { type DecimalMark, readNumber } from "./readNumber.js";
import type { Cell, Column, Table } from "./table.js";

/** Texts that stand for a value that is not there, in lower case. */
const missing = new Set(["", "?", "na", "n/a", "nan", "null"]);

/** A cell's text without surrounding spaces, null where the value is missing. */
export function presentText(cell: string): string | null {
  const text = cell.trim();
  return text.length <= 4 && missing.has(text.toLowerCase()) ? null : text;
}

/** How well one decimal mark reads a column. */
interface Reading {
  mark: DecimalMark;
  numbers: number;
  firstOther: { line: number; text: string } | undefined;
}

interface Tally {
  values: Set<string>;
  present: number;
  readings: Reading[];
}

/**
 * Finds each column's kind and converts the numeric ones.
 *
 * @param names one name per column
 * @param rows rows as wide as `names`, their cells as they stand in the text; emptied on the way
 * @param marks the decimal marks to try, the likelier first
 * @param pace pauses between rows
 */
export async function tableOf(
  names: readonly string[],
  rows: readonly CsvRow[],
  marks: readonly DecimalMark[],
  pace: Pacer,
): Promise<Table> {
  const tallies = names.map(
    (): Tally => ({
      values: new Set(),
      present: 0,
      readings: marks.map((mark) => ({ mark, numbers: 0, firstOther: undefined })),
    }),
  );
  for (const { cells, line } of rows) {
    if (pace.due()) await pace.pause();
    for (const [c, tally] of tallies.entries()) count(tally, presentText(cells[c] ?? ""), line);
  }
  const kinds = tallies.map(kindOf);
  const converted: Cell[][] = [];
  const lines: number[] = [];
  for (const row of rows) {
    if (pace.due()) await pace.pause();
    const cells = row.cells.map((cell, c): Cell => {
      const text = presentText(cell);
      const mark = kinds[c]?.mark;
      return text === null || mark === undefined ? text : (readNumber(text, mark) ?? null);
    });
    row.cells = []; // a large table is in memory once
    if (cells.every((cell) => cell === null)) continue;
    converted.push(cells);
    lines.push(row.line);
  }
  const columns = names.map((name, c): Column => {
    const { values } = tallies[c] as Tally;
    const { mark, exception } = kinds[c] as Kind;
    return {
      name,
      kind: mark === undefined ? "categorical" : "numeric",
      distinct: values.size,
      ...(exception && { exception }),
    };
  });
  return { columns, rows: converted, lines };
}

function count(tally: Tally, text: string | null, line: number): void {
  if (text === null) return;
  tally.present++;
  if (tally.values.size < limits.distinct) tally.values.add(text);
  for (const reading of tally.readings) {
    if (readNumber(text, reading.mark) !== undefined) reading.numbers++;
    else reading.firstOther ??= { line, text };
  }
}

interface Kind {
  /** Given for a numeric column. */
  mark?: DecimalMark;
  exception?: { line: number; text: string };
}

/** A column without any value is numeric: it holds no text. */
function kindOf({ present, readings }: Tally): Kind {
  const [likeliest, ...others] = readings;
  if (likeliest === undefined) return {};
  let best = likeliest;
  for (const reading of others) if (reading.numbers > best.numbers) best = reading;
  if (best.firstOther === undefined) return { mark: best.mark };
  return best.numbers * 2 >= present ? { exception: best.firstOther } : {};
}
