import { words } from "../words/words.js";
import { bytesOf, type Dtype, isDtype } from "./dtypes.js";
import { FileError } from "./fileError.js";

/** Where one tensor lies in a safetensors file. */
export interface Entry {
  dtype: Dtype;
  shape: number[];
  /** First byte, counted from the end of the header. */
  begin: number;
  /** The byte after its last. */
  end: number;
}

/** What a safetensors file says of itself before its numbers. */
export interface Header {
  /** In the order in which they lie in the file. */
  tensors: Map<string, Entry>;
  metadata: Record<string, string>;
  /** Where the numbers begin in the file. */
  dataOffset: number;
}

/** As the reference implementation's: a larger header is more likely an attack than a model. */
export const maxHeaderBytes = 100_000_000;

/** Bytes of the number that says how long the header is. */
export const prefixBytes = 8;

const says = words.files.safetensors;

/**
 * The header's length, from the file's first eight bytes.
 *
 * @param fileBytes the whole file's length, or undefined where nobody knows it
 * @throws FileError if there is no such header in this file, or a larger one than 100 MB
 */
export function headerBytes(prefix: Uint8Array, fileBytes: number | undefined): number {
  if (prefix.length < prefixBytes) throw new FileError(says.tooShort(prefix.length));
  const view = new DataView(prefix.buffer, prefix.byteOffset);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) throw new FileError(says.headerTooLarge);
  if (fileBytes !== undefined && Number(length) + prefixBytes > fileBytes) {
    throw new FileError(says.headerCutOff(Number(length), fileBytes));
  }
  return Number(length);
}

/**
 * Reads a header, and refuses what the reference implementation refuses: text that is not JSON in UTF-8, tensors that
 * overlap or leave holes, sizes that do not fit their shapes or cannot be counted, bytes before or behind the tensors.
 *
 * @param text the header's bytes
 * @param fileBytes the whole file's length, or undefined where nobody knows it
 * @throws FileError with the first thing that is wrong
 * @see safetensors 0.4, "Format", https://github.com/huggingface/safetensors#format
 */
export function parseHeader(text: Uint8Array, fileBytes?: number): Header {
  const parsed = parseJson(text);
  const { __metadata__: metadata = {}, ...entries } = parsed;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== "string")) {
    throw new FileError(says.badMetadata);
  }
  const tensors = Object.entries(entries)
    .map(([name, entry]) => [name, readEntry(name, entry)] as const)
    .sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const [name, { begin, end }] of tensors) {
    if (begin !== reached) throw new FileError(says.badPlace(name, begin, reached));
    reached = end;
  }
  const dataOffset = prefixBytes + text.length;
  if (fileBytes !== undefined && dataOffset + reached !== fileBytes) {
    const wanted = dataOffset + reached;
    throw new FileError(
      fileBytes < wanted ? says.cutOff(fileBytes, wanted) : says.tooLong(fileBytes, wanted),
    );
  }
  return { tensors: new Map(tensors), metadata: metadata as Record<string, string>, dataOffset };
}

function parseJson(text: Uint8Array): Record<string, unknown> {
  if (text[0] !== "{".charCodeAt(0)) throw new FileError(says.notSafetensors);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    throw new FileError(says.badJson);
  }
  if (!isRecord(parsed)) throw new FileError(says.badJson);
  return parsed;
}

function readEntry(name: string, entry: unknown): Entry {
  if (!isRecord(entry)) throw new FileError(says.badEntry(name));
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isDtype(dtype)) {
    throw new FileError(says.badDtype(name, String(dtype), Object.keys(bytesOf)));
  }
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new FileError(says.badEntry(name));
  }
  const [begin, end] = offsets as [number, number];
  const bytes = shape.reduce((product, n) => product * n, 1) * bytesOf[dtype];
  if (!Number.isSafeInteger(bytes)) throw new FileError(says.tooManyNumbers(name, shape));
  if (end - begin !== bytes) throw new FileError(says.badSize(name, shape, dtype, end - begin));
  return { dtype, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
