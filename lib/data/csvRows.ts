import { words } from "../words/words.js";
import { DataError } from "./dataError.js";
import { limits } from "./limits.js";

/** One row of a delimited text, with the line of the text on which it starts, counted from 1. */
export interface CsvRow {
  cells: string[];
  line: number;
}

const quoteCode = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The rows of a delimited text, one at a time, so that the caller can pause between them.
 *
 * Cells come as they stand, quotes undone; a quotation mark inside an unquoted cell is a letter.
 * Lines end with LF, CRLF or CR; empty lines are skipped.
 *
 * @param text the whole text, without a byte order mark
 * @param delimiter one character
 * @throws DataError for a quotation mark that never closes or that text follows, and beyond `limits`
 * @see Shafranovich 2005, RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
 */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow> {
  const separator = delimiter.charCodeAt(0);
  let at = 0;
  let line = 1;
  for (;;) {
    const start = skipLineBreaks(text, at);
    line += lineBreaks(text, at, start);
    at = start;
    if (at >= text.length) return;
    const row: CsvRow = { cells: [], line };
    for (;;) {
      if (text.charCodeAt(at) === quoteCode) {
        const close = closingQuote(text, at, line);
        row.cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
        line += lineBreaks(text, at, close);
        at = afterQuote(text, close + 1, separator, line);
      } else {
        const end = cellEnd(text, at, separator);
        if (end - at > limits.cellLength) {
          throw new DataError(words.data.file.longCell(line, limits.cellLength));
        }
        row.cells.push(text.slice(at, end));
        at = end;
      }
      if (row.cells.length > limits.columns) {
        throw new DataError(words.data.file.tooManyColumns(limits.columns));
      }
      if (at >= text.length || text.charCodeAt(at) !== separator) break;
      at++;
    }
    yield row;
  }
}

function endsLine(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}

function skipLineBreaks(text: string, from: number): number {
  let at = from;
  while (endsLine(text.charCodeAt(at))) at++;
  return at;
}

/** Where an unquoted cell ends: at a delimiter, a line's end or the text's end. */
function cellEnd(text: string, from: number, separator: number): number {
  let end = from;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === separator || endsLine(code)) break;
    end++;
  }
  return end;
}

/** Where the quotation mark stands that closes the one at `open`. */
function closingQuote(text: string, open: number, line: number): number {
  let close = text.indexOf('"', open + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === quoteCode) {
    if (close - open > limits.cellLength) break;
    close = text.indexOf('"', close + 2);
  }
  if (close < 0) throw new DataError(words.data.file.openQuote(line));
  if (close - open > limits.cellLength) {
    throw new DataError(words.data.file.longCell(line, limits.cellLength));
  }
  return close;
}

/** Skips spaces after a closing quotation mark and checks that the cell ends there. */
function afterQuote(text: string, from: number, separator: number, line: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20) at++;
  const code = text.charCodeAt(at);
  if (at < text.length && code !== separator && !endsLine(code)) {
    throw new DataError(words.data.file.afterQuote(line));
  }
  return at;
}

function lineBreaks(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(i + 1) !== lineFeed)) {
      breaks++;
    }
  }
  return breaks;
}
