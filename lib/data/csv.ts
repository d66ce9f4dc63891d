import { words } from "../words/words.js";
import { type CsvRow, csvRows } from "./csvRows.js";
import { DataError } from "./dataError.js";
import { decodeText } from "./decodeText.js";
import { detectDelimiter } from "./delimiter.js";
import { limits } from "./limits.js";
import { type Pacer, pacer } from "./pacer.js";
import { readNumber } from "./readNumber.js";
import type { Table } from "./table.js";
import { presentText, tableOf } from "./tableOf.js";

/** How to read a table. */
export interface ReadCsvOptions {
  /** Cancels the reading; the promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A table from a reader's own file. The page stays responsive while it is read.
 *
 * @param file UTF-8 text of at most `limits.sizeBytes`; a larger one is refused unread
 * @throws DataError with a sentence for the reader
 */
export async function readCsvFile(
  file: Blob & { name?: string },
  { signal }: ReadCsvOptions = {},
): Promise<Table> {
  signal?.throwIfAborted();
  refuseSize(file.size);
  const pace = pacer(signal);
  return readText(await decodeText(file, pace), pace);
}

/**
 * A table from text that a reader pasted or typed.
 *
 * The first line names the columns. Commas, semicolons or tabs separate the cells; with the
 * latter two a decimal comma is understood. Empty cells, `NA`, `N/A`, `NaN`, `null` and `?` are
 * missing values; rows without any value are skipped.
 *
 * @throws DataError with a sentence for the reader
 */
export async function readCsvText(text: string, { signal }: ReadCsvOptions = {}): Promise<Table> {
  signal?.throwIfAborted();
  refuseSize(text.length);
  if (text.includes("\0")) throw new DataError(words.data.file.binary);
  return readText(text.startsWith("\uFEFF") ? text.slice(1) : text, pacer(signal));
}

function refuseSize(sizeBytes: number): void {
  if (sizeBytes > limits.sizeBytes) {
    throw new DataError(words.data.file.tooLarge(sizeBytes, limits.sizeBytes));
  }
}

/** A first line by which a spreadsheet says what separates the cells. */
const separatorLine = /^sep=([^\w\s"]|\t)(?=[\r\n])/i;

async function readText(text: string, pace: Pacer): Promise<Table> {
  const declared = separatorLine.exec(text);
  // Without its words the line still counts, so that every sentence names the right one.
  const body = declared ? text.slice(declared[0].length) : text;
  const delimiter = declared?.[1] ?? detectDelimiter(body);
  const [header, rows] = await evenRows(body, delimiter, pace);
  const names = columnNames(header);
  const table = await tableOf(names, rows, delimiter === "," ? ["."] : [".", ","], pace);
  if (table.rows.length === 0) throw new DataError(words.data.file.headerOnly(header.line));
  await pace.pause(); // a cancelled reading never delivers
  return table;
}

/**
 * The header and the rows below it, every row as wide as the header. Empty cells at a line's end,
 * which spreadsheets leave there, are no values.
 */
async function evenRows(
  text: string,
  delimiter: string,
  pace: Pacer,
): Promise<[header: CsvRow, rows: CsvRow[]]> {
  let header: CsvRow | undefined;
  let named = 0;
  const rows: CsvRow[] = [];
  for (const row of csvRows(text, delimiter)) {
    if (pace.due()) await pace.pause();
    if (header === undefined) {
      if (row.cells.some((cell) => cell.trim() !== "")) header = row;
      named = row.cells.findLastIndex((cell) => cell.trim() !== "") + 1;
      continue;
    }
    const { cells, line } = row;
    const values = cells.findLastIndex((cell) => cell.trim() !== "") + 1;
    if (values > named && values <= header.cells.length) {
      throw new DataError(words.data.file.blankName(named + 1));
    }
    if (cells.length < named || values > named) {
      if (values === 0) continue;
      const separators = words.data.delimiter[delimiter] ?? delimiter;
      throw new DataError(
        words.data.file.ragged(line, values > named ? values : cells.length, named, separators),
      );
    }
    if (rows.length === limits.rows) throw new DataError(words.data.file.tooManyRows(limits.rows));
    rows.push({ cells: cells.slice(0, named), line });
  }
  if (header === undefined) throw new DataError(words.data.file.empty);
  return [{ ...header, cells: header.cells.slice(0, named) }, rows];
}

function columnNames({ cells, line }: CsvRow): string[] {
  const names = cells.map((cell) => cell.trim());
  const present = cells.map(presentText).filter((text) => text !== null);
  const numbers = present.filter(
    (text) => (readNumber(text, ".") ?? readNumber(text, ",")) !== undefined,
  );
  if (numbers.length > 0 && numbers.length === present.length)
    throw new DataError(words.data.file.noHeader(line));
  const [only = ""] = names;
  if (names.length === 1) throw new DataError(words.data.file.oneColumn(only));
  const seen = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    if (name === "") throw new DataError(words.data.file.blankName(i + 1));
    const first = seen.get(name);
    if (first !== undefined) throw new DataError(words.data.file.sameName(name, first + 1, i + 1));
    seen.set(name, i);
  }
  return names;
}
