import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { csvRows } from "../lib/data/csvRows.js";
import type { PenguinRow } from "../lib/data/penguins.js";

const { resolve } = createRequire(import.meta.url);
const source = readFileSync(resolve("@observablehq/sample-datasets/penguins.csv"), "utf8");
const [header, ...rows] = [...csvRows(source, ",")];

/** One bird, with null wherever the source has no value. */
function bird(cells: readonly string[], line: number): PenguinRow {
  const text = (name: string) => {
    const column = header?.cells.indexOf(name) ?? -1;
    const cell = cells[column];
    if (cell === undefined) throw new Error(`penguins.csv: line ${line} has no ${name}`);
    return cell === "" || cell === "NaN" ? null : cell;
  };
  const name = (column: string) => {
    const found = text(column);
    if (found === null) throw new Error(`penguins.csv: line ${line} has no ${column}`);
    return found;
  };
  const measurement = (column: string) => {
    const found = text(column);
    if (found === null) return null;
    const value = Number(found);
    if (!Number.isFinite(value)) {
      throw new Error(`penguins.csv: line ${line} has ${column} ${found}, want a number`);
    }
    return value;
  };
  return {
    species: name("species"),
    island: name("island"),
    culmen_length_mm: measurement("culmen_length_mm"),
    culmen_depth_mm: measurement("culmen_depth_mm"),
    flipper_length_mm: measurement("flipper_length_mm"),
    body_mass_g: measurement("body_mass_g"),
    sex: text("sex"),
  };
}

const birds = rows.map(({ cells, line }) => bird(cells, line));
process.stdout.write(`${JSON.stringify(birds)}\n`);
