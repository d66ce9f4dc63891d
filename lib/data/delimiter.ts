import { csvRows } from "./csvRows.js";
import { DataError } from "./dataError.js";

/** What may stand between two cells, the likelier first where a text could be read either way. */
const delimiters = ["\t", ";", ","] as const;
const sampleLength = 65_536;
const sampleRows = 20;

/** The character between two cells. */
export type Delimiter = (typeof delimiters)[number];

/**
 * Guesses the delimiter: the one that gives the most lines as many cells as the first line.
 *
 * A tab or a semicolon wins a draw, because commas are also decimal commas.
 *
 * @param text the whole text; its first 64 kB are looked at
 * @returns a comma when no candidate finds a second column
 */
export function detectDelimiter(text: string): Delimiter {
  let best: Delimiter = ",";
  let most = 0;
  for (const delimiter of delimiters) {
    const widths = rowWidths(text, delimiter);
    const [columns = 0] = widths;
    const share = widths.filter((width) => width === columns).length / widths.length;
    if (columns > 1 && share > most) {
      best = delimiter;
      most = share;
    }
  }
  return best;
}

/** How many cells each of the first rows has. */
function rowWidths(text: string, delimiter: Delimiter): number[] {
  const widths: number[] = [];
  try {
    for (const { cells } of csvRows(text.slice(0, sampleLength), delimiter)) {
      widths.push(cells.length);
      if (widths.length > sampleRows) break;
    }
  } catch (error) {
    // The reader of the whole text says what is wrong; a guess needs only the rows before it.
    if (!(error instanceof DataError)) throw error;
    return widths;
  }
  const cut = text.length > sampleLength && widths.length > 1 && widths.length <= sampleRows;
  return cut ? widths.slice(0, -1) : widths;
}
