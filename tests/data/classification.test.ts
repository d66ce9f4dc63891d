import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classification } from "../../lib/data/classification.js";
import { readCsvText } from "../../lib/data/csv.js";
import { DataError } from "../../lib/data/dataError.js";
import type { Table } from "../../lib/data/table.js";

/** Ten rows and more: `x` counts up, `kind` alternates, and the rest is given. */
const tableOf = (header: string, row: (i: number) => string, rows = 10) =>
  readCsvText(`${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join("\n")}`);
const kinds = ["cat", "dog"];
const kind = (i: number) => kinds[i % 2] as string;
const refusal = (table: Table, options: { target: string; features?: string[] }) => {
  try {
    classification(table, options);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  return "nothing";
};

describe("classification", () => {
  it("turns numbers into features and texts into classes, row by row", async () => {
    const table = await tableOf("x,y,kind", (i) => `${i},${-i / 2},${kind(i)}`);
    const task = classification(table, { target: "kind", features: ["y", "x"] });
    expect(task).toMatchObject({ rows: 10, classes: ["cat", "dog"], featureNames: ["y", "x"] });
    expect([...task.features.subarray(0, 6)]).toEqual([0, 0, -0.5, 1, -1, 2].map((v) => v + 0));
    expect([...task.labels]).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(task.dropped).toEqual({ rows: [], columns: [] });
    expect(task.notes).toEqual([]);
  });

  it("makes one feature of each text", async () => {
    const table = await tableOf("size,kind", (i) => `${["S", "M", "L"][i % 3]},${kind(i)}`);
    const task = classification(table, { target: "kind" });
    expect(task.featureNames).toEqual(["size = L", "size = M", "size = S"]);
    expect([...task.features.subarray(0, 9)]).toEqual([0, 0, 1, 0, 1, 0, 1, 0, 0]);
  });

  it("takes small whole numbers as classes, in their order", async () => {
    const table = await tableOf("x,stars", (i) => `${i},${i % 2 === 0 ? 10 : 9}`);
    const { classes, labels } = classification(table, { target: "stars" });
    expect(classes).toEqual(["9", "10"]);
    expect([...labels.subarray(0, 2)]).toEqual([1, 0]);
  });

  it("leaves out rows with a missing value, lists them and says so", async () => {
    const table = await tableOf(
      "x,y,kind",
      (i) => `${i === 3 ? "NA" : i},${i},${i === 5 ? "" : kind(i)}`,
      12,
    );
    const task = classification(table, { target: "kind" });
    expect(task.rows).toBe(10);
    expect(task.dropped.rows).toEqual([
      { row: 3, line: 5, missing: ["x"] },
      { row: 5, line: 7, missing: ["kind"] },
    ]);
    expect(task.notes).toEqual(["2 of 12 rows left out: a value is missing in “x” and “kind”."]);
    expect(task.features[3 * 2]).toBe(4);
  });

  it("keeps a row whose only gap is in a column that no one chose", async () => {
    const table = await tableOf("x,y,kind", (i) => `${i},${i === 0 ? "" : i},${kind(i)}`);
    expect(classification(table, { target: "kind", features: ["x"] }).rows).toBe(10);
  });

  it("leaves out columns that never change and columns without a value, and says so", async () => {
    const table = await tableOf("x,same,none,kind", (i) => `${i},7,,${kind(i)}`);
    const task = classification(table, { target: "kind" });
    expect(task.featureNames).toEqual(["x"]);
    expect(task.dropped.columns).toEqual(["same", "none"]);
    expect(task.notes).toEqual([
      "“same” and “none” left out: the same value, or none, in every row.",
    ]);
  });

  it("leaves out texts without number when no one chose the columns, and says so", async () => {
    const table = await tableOf("x,name,kind", (i) => `${i},bird ${i},${kind(i)}`, 21);
    const task = classification(table, { target: "kind" });
    expect(task.featureNames).toEqual(["x"]);
    expect(task.notes).toEqual(["“name” left out: too many different texts to learn from."]);
  });

  it("says that a class with a single row is never tested", async () => {
    const table = await tableOf("x,kind", (i) => `${i},${i === 0 ? "owl" : kind(i)}`);
    const [note] = classification(table, { target: "kind" }).notes;
    expect(note).toBe("“owl” has a single row, which is trained on and never tested.");
  });

  it("gives finite features and labels of its classes, or a sentence, for any small table", async () => {
    const cell = fc.constantFrom("", "1", "2", "2.5", "a", "b", "-3e38");
    const property = fc.asyncProperty(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 }),
      async (cells) => {
        try {
          const table = await readCsvText(`p,q,r\n${cells.map((row) => row.join(",")).join("\n")}`);
          const task = classification(table, { target: "r" });
          expect(task.features).toHaveLength(task.rows * task.featureNames.length);
          expect(task.features.every(Number.isFinite)).toBe(true);
          expect(new Set(task.labels)).toEqual(new Set(task.classes.keys()));
          expect(task.rows + task.dropped.rows.length).toBe(table.rows.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 300 });
  });

  it.each([
    {
      what: "an unknown target",
      header: "x,kind",
      row: (i: number) => `${i},${kind(i)}`,
      options: { target: "colour" },
      says: "There is no column named “colour”. The columns are “x” and “kind”.",
    },
    {
      what: "the target among the features",
      header: "x,kind",
      row: (i: number) => `${i},${kind(i)}`,
      options: { target: "kind", features: ["x", "kind"] },
      says: "“kind” is what the model predicts",
    },
    {
      what: "no feature",
      header: "x,kind",
      row: (i: number) => `${i},${kind(i)}`,
      options: { target: "kind", features: [] },
      says: "Choose at least one column to learn from.",
    },
    {
      what: "features that never change",
      header: "x,y,kind",
      row: (i: number) => `1,,${kind(i)}`,
      options: { target: "kind" },
      says: "Nothing is left to learn from: “x” and “y” have the same value, or none, in every row.",
    },
    {
      what: "a single class",
      header: "x,kind",
      row: (i: number) => `${i},cat`,
      options: { target: "kind" },
      says: "Every row has the same value of “kind”: “cat”.",
    },
    {
      what: "a target of names",
      header: "x,name",
      row: (i: number) => `${i % 3},bird ${i}`,
      options: { target: "name" },
      says: "Every row has its own value of “name”, like a name or an id.",
    },
    {
      what: "a target of row numbers",
      header: "x,id",
      row: (i: number) => `${i % 3},${i + 1}`,
      rows: 30,
      options: { target: "id" },
      says: "Every row has its own value of “id”, like a name or an id.",
    },
    {
      what: "a target of decimals",
      header: "x,mass",
      row: (i: number) => `${i},${(i % 3) + 0.5}`,
      options: { target: "mass" },
      says: "“mass” looks like a quantity (3 different numbers), not a class.",
    },
    {
      what: "a target of many whole numbers",
      header: "x,price",
      row: (i: number) => `${i},${(i % 21) * 100}`,
      rows: 42,
      options: { target: "price" },
      says: "“price” looks like a quantity (21 different numbers), not a class.",
    },
    {
      what: "more than 20 classes",
      header: "x,town",
      row: (i: number) => `${i},town ${i % 21}`,
      rows: 42,
      options: { target: "town" },
      says: "“town” has 21 classes; at most 20 fit here.",
    },
    {
      what: "a chosen column of many texts",
      header: "x,town,kind",
      row: (i: number) => `${i},town ${i},${kind(i)}`,
      rows: 21,
      options: { target: "kind", features: ["x", "town"] },
      says: "Column “town” holds 21 different texts. A text column may have at most 20.",
    },
    {
      what: "a text among numbers",
      header: "mass,kind",
      row: (i: number) => `${i === 7 ? "12 kg" : i},${kind(i)}`,
      rows: 30,
      options: { target: "kind" },
      says: "Column “mass” is mostly numbers, but line 9 says “12 kg”",
    },
    {
      what: "nine rows",
      header: "x,kind",
      row: (i: number) => `${i},${kind(i)}`,
      rows: 9,
      options: { target: "kind" },
      says: "Only 9 rows have every chosen value; at least 10 are needed. Add more rows.",
    },
    {
      what: "one row",
      header: "x,kind",
      row: (i: number) => `${i},${kind(i)}`,
      rows: 1,
      options: { target: "kind" },
      says: "Only 1 row has every chosen value; at least 10 are needed. Add more rows.",
    },
    {
      what: "gaps in every row",
      header: "x,y,kind",
      row: (i: number) => `${i % 3 ? "" : i},${i % 3 ? i : ""},${kind(i)}`,
      options: { target: "kind" },
      says: "No row has every chosen value; at least 10 are needed. 10 rows lack a value, most often in “x”.",
    },
  ])("refuses $what with a sentence", async ({ header, row, rows, options, says }) => {
    expect(refusal(await tableOf(header, row, rows), options)).toContain(says);
  });

  it("refuses a matrix that would not fit, before it makes one", () => {
    const row = [0, ...Array.from({ length: 99 }, (_, c) => c)];
    const table: Table = {
      columns: row.map((_, c) => ({ name: `c${c}`, kind: "numeric", distinct: 2 })),
      rows: Array.from({ length: 130_000 }, (_, i) => (i % 2 ? row : row.map((v) => 1 - v))),
      lines: [],
    };
    expect(refusal(table, { target: "c0" })).toContain(
      "130,000 rows of 99 features are too many to train on here: at most 12,000,000 numbers fit.",
    );
  });
});
