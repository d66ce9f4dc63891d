import { words } from "../words/words.js";
import { completeRows, type Dropped, findColumn } from "./completeRows.js";
import { DataError } from "./dataError.js";
import { encodeFeatures } from "./encodeFeatures.js";
import { limits } from "./limits.js";
import type { Cell, Table } from "./table.js";

const say = words.data.classification;

/** A table turned into numbers: what to learn from, and the class to predict. */
export interface Classification {
  /** `[rows, F]`, row after row, F the number of `featureNames`. */
  features: Float32Array;
  /** `[rows]`, each an index into `classes`. */
  labels: Int32Array;
  classes: string[];
  featureNames: string[];
  rows: number;
  dropped: Dropped;
  /** A sentence for everything that was left out. */
  notes: string[];
}

/** What to predict, and from what. */
export interface ClassificationOptions {
  target: string;
  /** Default: every other column that is numeric, nearly so, or has few different texts. */
  features?: readonly string[] | undefined;
}

/**
 * Prepares a table for learning: rows with a missing value and columns with a single value are left
 * out and listed, text columns become one feature per text, and the target's values become classes.
 *
 * @throws DataError with a sentence for the reader when there is nothing to learn
 */
export function classification(
  table: Table,
  { target, features }: ClassificationOptions,
): Classification {
  const targetColumn = findColumn(table, target);
  const { chosen, leftOut } = chooseFeatures(table, target, features);
  const complete = completeRows(table, [targetColumn, ...chosen]);
  const cells = complete.kept.map((row) => table.rows[row] as readonly Cell[]);
  const { labels, classes } = encodeTarget(
    target,
    cells.map((row) => row[targetColumn] as number | string),
  );
  const encoded = encodeFeatures(table, cells, chosen);
  const { constant } = encoded;
  const missing = [...new Set(complete.rows.flatMap((row) => row.missing))];
  const counts = new Int32Array(classes.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const lonely = classes.filter((_, label) => counts[label] === 1);
  const notes: string[] = [];
  if (missing.length > 0) {
    notes.push(say.droppedRows(complete.rows.length, table.rows.length, missing));
  }
  if (constant.length > 0) notes.push(say.constantColumns(constant));
  if (leftOut.length > 0) notes.push(say.leftOut(leftOut));
  if (lonely.length > 0) notes.push(say.lonelyClasses(lonely));
  return {
    features: encoded.features,
    labels,
    classes,
    featureNames: encoded.featureNames,
    rows: cells.length,
    dropped: { rows: complete.rows, columns: [...constant, ...leftOut] },
    notes,
  };
}

/** The features' column numbers, and the names of those that no one chose and no model could use. */
function chooseFeatures(
  table: Table,
  target: string,
  names: readonly string[] | undefined,
): { chosen: number[]; leftOut: string[] } {
  if (names === undefined) {
    const others = table.columns.filter(({ name }) => name !== target);
    const usable = others.filter(
      ({ kind, distinct, exception }) =>
        kind === "numeric" || distinct <= limits.categories || exception !== undefined,
    );
    if (usable.length === 0) throw new DataError(say.noFeature);
    const leftOut = others.filter((column) => !usable.includes(column)).map(({ name }) => name);
    return { chosen: usable.map((column) => table.columns.indexOf(column)), leftOut };
  }
  if (names.length === 0) throw new DataError(say.noFeature);
  if (names.includes(target)) throw new DataError(say.targetAsFeature(target));
  return { chosen: [...new Set(names)].map((name) => findColumn(table, name)), leftOut: [] };
}

/** Classes in order: numbers by size, texts by their letters. */
function encodeTarget(
  target: string,
  values: readonly (number | string)[],
): { labels: Int32Array; classes: string[] } {
  const distinct = [...new Set(values)];
  const [first] = distinct;
  if (distinct.length === 1) throw new DataError(say.singleClass(target, String(first)));
  const own = distinct.length === values.length;
  const numbers = distinct.filter((value) => typeof value === "number");
  if (numbers.length > 0) {
    if (own && areConsecutive(numbers)) throw new DataError(say.unique(target));
    if (numbers.length > limits.classes || !numbers.every(Number.isInteger)) {
      throw new DataError(say.quantity(target, numbers.length));
    }
  }
  if (own) throw new DataError(say.unique(target));
  if (distinct.length > limits.classes) {
    throw new DataError(say.tooManyClasses(target, distinct.length, limits.classes));
  }
  // Comparison by code unit, so that every machine orders the classes alike.
  const ordered = distinct.sort((a, b) => (a < b ? -1 : 1));
  const index = new Map(ordered.map((value, i) => [value, i]));
  return {
    labels: Int32Array.from(values, (value) => index.get(value) as number),
    classes: ordered.map(String),
  };
}

/** Row numbers and ids run like this; quantities do not. */
function areConsecutive(distinct: readonly number[]): boolean {
  const ordered = [...distinct].sort((a, b) => a - b);
  return ordered.every((value, i) => value === (ordered[0] as number) + i);
}
