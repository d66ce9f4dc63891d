import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsvFile, readCsvText } from "../../lib/data/csv.js";
import { DataError } from "../../lib/data/dataError.js";

const bytes = (...values: number[]) => new Blob([Uint8Array.from(values)]);
const latin1 = (text: string) => bytes(...[...text].map((letter) => letter.charCodeAt(0)));
const utf16 = (text: string) => new Blob([Uint8Array.from(Buffer.from(text, "utf16le"))]);
const grid = (rows: number, columns: number) => {
  const names = Array.from({ length: columns }, (_, c) => `c${c}`).join(",");
  return `${names}\n${`${Array.from({ length: columns }, (_, c) => c).join(",")}\n`.repeat(rows)}`;
};
const refusal = async (reading: Promise<unknown>) => {
  const error = await reading.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DataError);
  return (error as DataError).message;
};

/** A file whose size is known and whose content must not be asked for. */
class UnreadFile extends Blob {
  override get size() {
    return 100_000_000;
  }
  override slice(): Blob {
    throw new Error("the file was read");
  }
}

describe("readCsvText", () => {
  it("reads names, kinds, values, gaps and line numbers", async () => {
    const table = await readCsvText("height, kind ,note\n1.5,cat,\n\nNA, dog ,\n,cat,?\n,,\n");
    expect(table.columns).toEqual([
      { name: "height", kind: "numeric", distinct: 1 },
      { name: "kind", kind: "categorical", distinct: 2 },
      { name: "note", kind: "numeric", distinct: 0 },
    ]);
    expect(table.rows).toEqual([
      [1.5, "cat", null],
      [null, "dog", null],
      [null, "cat", null],
    ]);
    expect([...(table.lines as number[])]).toEqual([2, 4, 5]);
  });

  it.each(["", " ", "?", "NA", "n/a", "NaN", "null", "NULL"])(
    "takes “%s” for a missing value",
    async (text) => {
      const { columns, rows } = await readCsvText(`a,b\n${text},x\n1,y`);
      expect(columns[0]?.kind).toBe("numeric");
      expect(rows[0]).toEqual([null, "x"]);
    },
  );

  it("reads decimal commas when semicolons separate the cells", async () => {
    const { rows } = await readCsvText("a;b;c\n1,5;1.5;x\n-2;2;1,5\n1.234,5;3;y");
    expect(rows).toEqual([
      [1.5, 1.5, "x"],
      [-2, 2, "1,5"],
      [1234.5, 3, "y"],
    ]);
  });

  it.each([
    ["sep=;\r\na;b\r\n1,5;x\r\n2;y\r\n", [1.5, "x"], 3],
    ["SEP=|\na|b\n1.5|x\n2|y", [1.5, "x"], 3],
    ["a,b,\n1.5,x,\n2,y,\n", [1.5, "x"], 2],
    ["a;b;;\n1,5;x;;\n2;y", [1.5, "x"], 2],
    ["a,b\n1.5,x,\n2,y, ,\n", [1.5, "x"], 2],
  ])("reads what spreadsheets add: %j", async (text, first, line) => {
    const { columns, rows, lines } = await readCsvText(text);
    expect(columns.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(rows).toEqual([first, [2, "y"]]);
    expect(lines[0]).toBe(line);
  });

  it("remembers the first text in a column of mostly numbers", async () => {
    const { columns } = await readCsvText("a,b\n1,x\n2,y\n3 kg,z\n4 kg,1\n");
    expect(columns[0]?.exception).toEqual({ line: 4, text: "3 kg" });
    expect(columns[1]?.exception).toBeUndefined();
  });

  it("keeps formulas, markup and names of object members as plain text", async () => {
    const hostile = ["=1+1", "@SUM(A1)", "<img src=x onerror=alert(1)>", "__proto__"];
    const { columns, rows } = await readCsvText(`__proto__,constructor\n${hostile.join(",1\n")},1`);
    expect(columns.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
    expect(rows.map(([cell]) => cell)).toEqual(hostile);
  });

  it("reads numbers back as they were written", async () => {
    const number = fc.option(
      // A text has no minus zero.
      fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    );
    const row = fc.tuple(fc.constant("x"), number, number);
    const property = fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(",", ";", "\t"),
      async (rows, delimiter) => {
        const text = [["k", "a", "b"], ...rows].map((cells) => cells.join(delimiter)).join("\n");
        const table = await readCsvText(text);
        expect(table.rows).toEqual(rows);
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 50 });
  });

  it.each([
    ["nothing", "", "The table is empty."],
    ["blank lines", " \n\n,,\n", "The table is empty."],
    ["a header alone", "\na,b\n", "Only the column names on line 2 were found."],
    ["a header over empty rows", "a,b\n,\n,\n", "Only the column names on line 1 were found."],
    ["no header", "1,2\n3,4", "Line 1 should name the columns, but it holds only numbers."],
    ["decimals for a header", "1,5;2\n3;4", "Line 1 should name the columns"],
    ["a column without a name", "a,,c\n1,2,3", "Column 2 has no name."],
    ["values in a last column without a name", "a,b,\n1,2,3", "Column 3 has no name."],
    ["a long line below a blank name", "a,b,\n1,2,3,4", "Line 2 has 4 values"],
    ["a name used twice", "a,b, a\n1,2,3", "Columns 1 and 3 are both named “a”."],
    ["one column", "a\n1\n2", "Only one column was found, “a”. Two are needed"],
    ["bars for commas", "a|b\n1|2", "Only one column was found, “a|b”."],
    [
      "a short line",
      "a,b,c\n1,2,3\n\n4,5\n6",
      "Line 4 has 2 values, but the first line names 3 columns (separated by commas).",
    ],
    [
      "a long line",
      "a;b\n1;2;3",
      "Line 2 has 3 values, but the first line names 2 columns (separated by semicolons).",
    ],
    [
      "a lost quotation mark",
      'a,b\n1,"2\n3,4',
      "A quotation mark opens on line 2 and never closes.",
    ],
    ["NUL characters", "a,b\n1,\0", "This does not look like text"],
    ["10,000 columns", grid(1, 10_000), "The table has more than 1,000 columns"],
    ["too many rows", grid(200_001, 2), "The table has more than 200,000 rows"],
    [
      "a very long line",
      `a,b\n${"x".repeat(1_000_000)},1`,
      "A value that starts on line 2 is longer",
    ],
    [
      "too many characters",
      "x".repeat(20_000_001),
      "The table has 20.1 MB, more than the 20 MB this page reads.",
    ],
  ])("refuses %s with a sentence", async (_, text, says) => {
    expect(await refusal(readCsvText(text))).toContain(says);
  });

  it("quotes at most 40 characters of a reader's text, on one line", async () => {
    const says = await refusal(readCsvText(`"${"long\n".repeat(50)}"\n1`));
    expect(says).toContain(`“${"long ".repeat(7)}long…”`);
  });

  it("reads a single row and the widest table that is allowed", async () => {
    expect((await readCsvText("a,b\n1,2")).rows).toEqual([[1, 2]]);
    expect((await readCsvText(grid(2, 1_000))).columns).toHaveLength(1_000);
  });

  it("lets the page breathe while it reads a large table", async () => {
    const text = grid(190_000, 10);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const started = performance.now();
    await readCsvText(text);
    const tookMs = performance.now() - started;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(tookMs / 100);
  });

  it("stops when it is cancelled, before it starts or in the middle", async () => {
    const reason = new Error("another table");
    await expect(readCsvText("a,b\n1,2", { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const late = new AbortController();
    const small = readCsvText("a,b\n1,2", { signal: late.signal });
    late.abort(reason);
    await expect(small).rejects.toBe(reason);
    const controller = new AbortController();
    const started = performance.now();
    const large = readCsvText(grid(150_000, 40), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 30);
    await expect(large).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe("readCsvFile", () => {
  it("reads UTF-8 with and without a byte order mark", async () => {
    for (const mark of ["", "\uFEFF"]) {
      const { columns, rows } = await readCsvFile(new Blob([`${mark}größe,名\n1,🐧`]));
      expect(columns.map(({ name }) => name)).toEqual(["größe", "名"]);
      expect(rows).toEqual([[1, "🐧"]]);
    }
  });

  it("reads letters that fall on the edge between two pieces of 1 MB", async () => {
    const birds = "🐧".repeat(8_000); // four bytes each, so that some shift cuts one
    for (let shift = 0; shift < 4; shift++) {
      const text = `a,b${"b".repeat(shift)}\n${`${birds},1\n`.repeat(40)}`;
      const { rows } = await readCsvFile(new Blob([text]));
      expect(rows).toHaveLength(40);
      expect(rows.every(([cell]) => cell === birds)).toBe(true);
    }
  });

  it("refuses 100 MB by its size, without reading it", async () => {
    expect(await refusal(readCsvFile(new UnreadFile()))).toBe(
      "The table has 100 MB, more than the 20 MB this page reads. Keep some of its lines and try again.",
    );
  });

  it.each([
    ["an empty file", new Blob([]), "The table is empty."],
    ["a byte order mark alone", bytes(0xef, 0xbb, 0xbf), "The table is empty."],
    ["Latin-1", latin1("name,größe\nä,1"), "The text is not stored as UTF-8; it may be Latin-1"],
    [
      "a cut UTF-8 letter",
      bytes(0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xf0, 0x9f),
      "not stored as UTF-8",
    ],
    ["UTF-16 with its mark", utf16("\uFEFFa,b\n1,2"), "The text is stored as UTF-16"],
    [
      "big-endian UTF-16",
      bytes(0xfe, 0xff, 0, 0x61, 0, 0x2c, 0, 0x62),
      "The text is stored as UTF-16",
    ],
    ["UTF-16 without its mark", utf16("a,b\n1,2"), "The text is stored as UTF-16"],
    ["NUL bytes", bytes(0x61, 0x2c, 0x62, 0x0a, 0, 0, 0, 1), "This does not look like text"],
    ["a spreadsheet", bytes(0x50, 0x4b, 3, 4, 20, 0), "This looks like a spreadsheet"],
    ["a compressed file", bytes(0x1f, 0x8b, 8, 8), "This does not look like text"],
    ["a picture", bytes(0x89, 0x50, 0x4e, 0x47, 13, 10), "This does not look like text"],
  ])("refuses %s with a sentence", async (_, file, says) => {
    expect(await refusal(readCsvFile(file))).toContain(says);
  });

  it("refuses a file that vanished or is a folder", async () => {
    const piece = { arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) };
    const folder = Object.assign(new Blob(["a,b"]), { slice: () => piece as unknown as Blob });
    expect(await refusal(readCsvFile(folder))).toContain("The browser could not read this file.");
  });

  it("refuses or reads any bytes, and never fails otherwise", async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (content) => {
      const outcome = await readCsvFile(new Blob([Uint8Array.from(content)])).catch(
        (e: unknown) => e,
      );
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError);
    });
    await fc.assert(property, { seed: 1, numRuns: 200 });
  });
});
