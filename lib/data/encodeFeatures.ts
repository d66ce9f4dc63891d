import { words } from "../words/words.js";
import { DataError } from "./dataError.js";
import { limits } from "./limits.js";
import type { Cell, Column, Table } from "./table.js";

const say = words.data.classification;

/** Columns as numbers. */
export interface EncodedFeatures {
  /** `[rows, F]`, row after row. */
  features: Float32Array;
  /** F names; a text column's are `column = text`. */
  featureNames: string[];
  /** Columns that were left out because every row has the same value, or none. */
  constant: string[];
}

/** One column of the feature matrix: a number as it is, or 1 where a text stands and 0 elsewhere. */
interface Feature {
  column: number;
  name: string;
  text?: string;
}

/**
 * Numeric columns as they are; a text column as one 0-or-1 feature for each of its texts.
 *
 * @param rows rows of `table` without missing values in `columns`, but for columns that have none at all
 * @param columns column numbers
 * @throws DataError when a column has too many texts, nothing varies, or the matrix is too large
 */
export function encodeFeatures(
  table: Table,
  rows: readonly (readonly Cell[])[],
  columns: readonly number[],
): EncodedFeatures {
  const plan: Feature[] = [];
  const constant: string[] = [];
  for (const c of columns) {
    const column = table.columns[c] as Column;
    const [first] = rows;
    if (rows.every((row) => row[c] === first?.[c])) constant.push(column.name);
    else if (column.kind === "numeric") plan.push({ column: c, name: column.name });
    else {
      const texts = textsOf(column, rows, c);
      for (const text of texts) plan.push({ column: c, name: `${column.name} = ${text}`, text });
    }
  }
  const width = plan.length;
  if (width === 0) throw new DataError(say.allConstant(constant));
  if (width * rows.length > limits.values) {
    throw new DataError(say.tooLarge(rows.length, width, limits.values));
  }
  const features = new Float32Array(rows.length * width);
  for (const [r, row] of rows.entries()) {
    for (const [f, { column, text }] of plan.entries()) {
      const value = row[column];
      features[r * width + f] = text === undefined ? Number(value) : Number(value === text);
    }
  }
  return { features, featureNames: plan.map(({ name }) => name), constant };
}

function textsOf(column: Column, rows: readonly (readonly Cell[])[], c: number): string[] {
  const texts = new Set(rows.map((row) => row[c] as string));
  const { exception, name } = column;
  if (exception) throw new DataError(say.mostlyNumbers(name, exception.line, exception.text));
  if (texts.size > limits.categories) {
    throw new DataError(say.tooManyValues(name, texts.size, limits.categories));
  }
  return [...texts].sort((a, b) => (a < b ? -1 : 1));
}
