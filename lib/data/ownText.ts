import { words } from "../words/words.js";
import { DataError } from "./dataError.js";
import { decodeText } from "./decodeText.js";
import { limits } from "./limits.js";
import { pacer } from "./pacer.js";
import { loneSurrogates } from "./utf8.js";

const say = words.data.text;

/** A text that a reader brought. */
export interface OwnText {
  text: string;
  /** A sentence for everything that was left out or replaced. */
  notes: string[];
}

/**
 * A text from a reader's own file: of a long one, the first `limits.textCharacters`, and nothing more is read.
 *
 * @throws DataError with a sentence for the reader: empty, binary, or not UTF-8
 */
export async function ownTextFile(
  file: Blob,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<OwnText> {
  signal?.throwIfAborted();
  const end = await characterEnd(file, 4 * limits.textCharacters);
  const text = await decodeText(file.slice(0, end), pacer(signal), say);
  return usable(text, end < file.size ? say.megabytes(file.size) : undefined);
}

/** As `ownTextFile`, for a text that was typed or pasted. */
export async function ownText(text: string): Promise<OwnText> {
  return usable(text);
}

function usable(text: string, sizeText = say.characters(text.length)): OwnText {
  if (text.length === 0) throw new DataError(say.empty);
  let end = Math.min(text.length, limits.textCharacters);
  // Not between the halves of a character that takes two places.
  if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end--;
  const used = text.slice(0, end);
  const lone = loneSurrogates(used);
  const isCut = end < text.length || sizeText !== say.characters(text.length);
  const notes = [
    ...(isCut ? [say.cut(used.length, sizeText)] : []),
    ...(lone > 0 ? [say.loneSurrogates(lone)] : []),
  ];
  return { text: used, notes };
}

/** The last place at or before `wanted` bytes where no character of UTF-8 is cut in two. */
async function characterEnd(file: Blob, wanted: number): Promise<number> {
  if (file.size <= wanted) return file.size;
  const isInside = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  try {
    const near = new Uint8Array(await file.slice(wanted - 3, wanted + 1).arrayBuffer());
    let back = 0;
    while (back < 3 && isInside(near[3 - back])) back++;
    return wanted - back;
  } catch {
    throw new DataError(say.unreadable);
  }
}
