import { words } from "../words/words.js";
import { type Classification, classification } from "./classification.js";
import { limits } from "./limits.js";
import type { Cell, Table } from "./table.js";

const { penguins } = words.data;

/** One bird as `data/penguins.json.ts` writes it; null where nothing was measured. */
export interface PenguinRow {
  species: string;
  island: string;
  culmen_length_mm: number | null;
  culmen_depth_mm: number | null;
  flipper_length_mm: number | null;
  body_mass_g: number | null;
  sex: string | null;
}

const measurements = [
  { key: "culmen_length_mm", name: penguins.billLength, unit: penguins.millimetres },
  { key: "culmen_depth_mm", name: penguins.billDepth, unit: penguins.millimetres },
  { key: "flipper_length_mm", name: penguins.flipperLength, unit: penguins.millimetres },
  { key: "body_mass_g", name: penguins.bodyMass, unit: penguins.grams },
] as const;

/** The birds ready to learn from: features `[rows, 4]` in the order of `featureNames`. */
export interface Penguins extends Classification {
  /** The unit of each feature. */
  units: string[];
  /** All birds, those with missing measurements too. */
  table: Table;
}

/**
 * The Palmer penguins as a task: the species from four measurements. Birds that lack one of the four
 * are left out and listed in `dropped.rows`, where `row` counts birds from 0.
 *
 * @throws TypeError when a row is not a bird with four measurements or nulls
 * @see Gorman, Williams and Fraser 2014, https://doi.org/10.1371/journal.pone.0090081
 */
export function readPenguins(birds: readonly PenguinRow[]): Penguins {
  const rows = birds.map((bird, row): Cell[] => {
    if (typeof bird.species !== "string") {
      throw new TypeError(`readPenguins: row ${row} has species ${bird.species}, want a text`);
    }
    return [bird.species, ...measurements.map(({ key }) => measured(bird[key], key, row))];
  });
  const names = [penguins.species, ...measurements.map(({ name }) => name)];
  const table: Table = {
    columns: names.map((name, c) => ({
      name,
      kind: c === 0 ? "categorical" : "numeric",
      distinct: Math.min(limits.distinct, distinctOf(rows, c)),
    })),
    rows,
    lines: rows.map((_, row) => row + 2), // the source's first line names the columns
  };
  const task = classification(table, { target: penguins.species });
  return { ...task, table, units: measurements.map(({ unit }) => unit) };
}

function distinctOf(rows: readonly (readonly Cell[])[], c: number): number {
  return new Set(rows.map((row) => row[c]).filter((cell) => cell !== null)).size;
}

function measured(value: unknown, key: string, row: number): number | null {
  if (value === null || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new TypeError(
    `readPenguins: row ${row} has ${key} ${JSON.stringify(value)}, want a number or null`,
  );
}
