import { words } from "../words/words.js";
import { DataError } from "./dataError.js";
import type { Pacer } from "./pacer.js";

const chunkBytes = 1 << 20;

/** What is said of a file that is no text in UTF-8. */
export type DecodeWords = Readonly<
  Record<"spreadsheet" | "utf16" | "binary" | "unreadable" | "notUtf8", string>
>;

/** First bytes of files that are not text, and what they are. */
const signatures: { bytes: number[]; kind: keyof DecodeWords }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], kind: "spreadsheet" }, // zip, xlsx, ods
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], kind: "spreadsheet" }, // xls
  { bytes: [0xff, 0xfe], kind: "utf16" },
  { bytes: [0xfe, 0xff], kind: "utf16" },
  { bytes: [0x1f, 0x8b], kind: "binary" }, // gzip
  { bytes: [0x89, 0x50, 0x4e, 0x47], kind: "binary" }, // PNG
  { bytes: [0xff, 0xd8, 0xff], kind: "binary" }, // JPEG
  { bytes: [0x25, 0x50, 0x44, 0x46], kind: "binary" }, // PDF
];

/**
 * A file's text, read in pieces of 1 MB, its byte order mark removed.
 *
 * @param file UTF-8
 * @param pace pauses between pieces
 * @param say the sentences for a reader; default: those about tables
 * @throws DataError when the file cannot be read, is binary, or is not UTF-8
 */
export async function decodeText(
  file: Blob,
  pace: Pacer,
  say: DecodeWords = words.data.file,
): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const pieces: string[] = [];
  for (let start = 0; start < file.size; start += chunkBytes) {
    if (pace.due()) await pace.pause();
    const bytes = await readBytes(file.slice(start, start + chunkBytes), say);
    if (start === 0) refuseSignatures(bytes, say);
    if (bytes.includes(0)) throw new DataError(binarySentence(bytes, say));
    try {
      pieces.push(decoder.decode(bytes, { stream: start + chunkBytes < file.size }));
    } catch {
      throw new DataError(say.notUtf8);
    }
  }
  return pieces.join("");
}

async function readBytes(piece: Blob, say: DecodeWords): Promise<Uint8Array> {
  try {
    return new Uint8Array(await piece.arrayBuffer());
  } catch {
    throw new DataError(say.unreadable);
  }
}

function refuseSignatures(bytes: Uint8Array, say: DecodeWords): void {
  const found = signatures.find(({ bytes: first }) => first.every((byte, i) => bytes[i] === byte));
  if (found) throw new DataError(say[found.kind]);
}

/** UTF-16 without a mark has a zero in about every second byte of plain text. */
function binarySentence(bytes: Uint8Array, say: DecodeWords): string {
  const sample = bytes.subarray(0, 1000);
  const odd = sample.filter((byte, i) => byte === 0 && i % 2 === 1).length;
  const even = sample.filter((byte, i) => byte === 0 && i % 2 === 0).length;
  const half = sample.length / 2;
  const alternates = Math.min(odd, even) < half / 10 && Math.max(odd, even) > half / 2;
  return alternates ? say.utf16 : say.binary;
}
