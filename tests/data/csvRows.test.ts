import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRows } from "../../lib/data/csvRows.js";
import { DataError } from "../../lib/data/dataError.js";
import { limits } from "../../lib/data/limits.js";

const cells = (text: string, delimiter = ",") =>
  [...csvRows(text, delimiter)].map((row) => row.cells);
const lines = (text: string) => [...csvRows(text, ",")].map((row) => row.line);

describe("csvRows", () => {
  it("cuts a text at commas and at line ends of every kind", () => {
    expect(cells("a,b\n1,2\r\n3,4\r5,")).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", ""],
    ]);
  });

  it("undoes quotes around delimiters, line breaks and quotation marks", () => {
    expect(cells('"a,b","say ""hi""","two\r\nlines",""\n')).toEqual([
      ["a,b", 'say "hi"', "two\r\nlines", ""],
    ]);
  });

  it("takes a quotation mark inside a cell as a letter and spaces after a quoted cell as nothing", () => {
    expect(cells('5" pipe,"x" ,y')).toEqual([['5" pipe', "x", "y"]]);
  });

  it("skips empty lines but keeps an empty quoted cell", () => {
    expect(cells('a\n\n\r\n\r\n""\n')).toEqual([["a"], [""]]);
  });

  it("counts lines as an editor does, also inside quotes", () => {
    expect(lines('a,b\r\n"1\r\n\n2\r",x\n\ny,z\rend,')).toEqual([1, 2, 7, 8]);
  });

  it("gives back every cell that was written, whatever is in it", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', ",", ";", "\t", "\n", "\r", " ", "é", "🐧", "=") }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 5 });
    const delimiter = fc.constantFrom(",", ";", "\t");
    const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
    const property = fc.property(
      fc.array(row, { maxLength: 6 }),
      delimiter,
      lineEnd,
      fc.boolean(),
      (table, separator, end, quoteAll) => {
        const write = (text: string, alone: boolean) =>
          quoteAll || /[",;\t\n\r]/.test(text) || (alone && text === "")
            ? `"${text.replaceAll('"', '""')}"`
            : text;
        const text = table
          .map((texts) => texts.map((t) => write(t, texts.length === 1)).join(separator))
          .join(end);
        expect(cells(text, separator)).toEqual(table);
      },
    );
    fc.assert(property, { seed: 1, numRuns: 500 });
  });

  it("names the line of a quotation mark that never closes", () => {
    expect(() => cells('a,b\n"1\n2",3\nx,"4\n5')).toThrow(
      new DataError("A quotation mark opens on line 4 and never closes. Close it, or delete it."),
    );
  });

  it("names the line where text follows a closing quotation mark", () => {
    expect(() => cells('a\n"1"2')).toThrow("On line 2 text follows a closing quotation mark.");
  });

  it("takes the longest cell and the widest row, and refuses one more", () => {
    const long = "x".repeat(limits.cellLength);
    expect(cells(long)).toEqual([[long]]);
    const says = "A value that starts on line 2 is longer than 32,767 characters.";
    expect(() => cells(`a\n${long}x`)).toThrow(says);
    expect(() => cells(`a\n"${long}x"`)).toThrow(says);
    expect(() => cells(`a\n"${'""'.repeat(limits.cellLength)}"`)).toThrow(says);
    expect(cells(",".repeat(limits.columns - 1))[0]).toHaveLength(limits.columns);
    expect(() => cells(",".repeat(limits.columns))).toThrow(
      "The table has more than 1,000 columns, the most this page reads.",
    );
  });
});
