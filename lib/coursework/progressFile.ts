import type { Edit } from "../notebook/database.js";
import { words } from "../words/words.js";
import { checksum } from "./checksum.js";
import type { ProgressRecord } from "./record.js";
import { readEdit, readEnvelope, readRecord } from "./recordSchema.js";

export const fileFormat = "large-models-live/progress";
export const fileVersion = 1;
/** No reader's progress comes near this. */
export const fileLimitBytes = 20e6;
const course = "Large Models, Live";

export interface Progress {
  records: ProgressRecord[];
  edits: Edit[];
}

/** A file's contents, or a sentence that says why it is refused. */
export type FileContents = (Progress & { made: Date }) | { refused: string };

/** The text of a progress file. */
export function writeProgressFile({ records, edits }: Progress, made: Date): string {
  const contents = {
    format: fileFormat,
    version: fileVersion,
    course,
    made: made.toISOString(),
    checksum: checksum(JSON.stringify([records, edits])),
    records,
    edits,
  };
  return `${JSON.stringify(contents, null, 1)}\n`;
}

/** Reads a file that a person chose. A huge one is refused unread. Never rejects. */
export async function openProgressFile(file: Blob): Promise<FileContents> {
  const say = words.coursework;
  if (file.size > fileLimitBytes)
    return { refused: say.fileTooLarge(Math.ceil(file.size / 1e6), fileLimitBytes / 1e6) };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return { refused: say.fileUnreadable };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { refused: say.fileNotText };
  }
  return readProgressFile(text);
}

/** Reads the text of a progress file; anything but a whole, unchanged one of ours is refused. */
export function readProgressFile(text: string): FileContents {
  const say = words.coursework;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { refused: text.includes(fileFormat) ? say.fileCutShort : say.fileForeign };
  }
  const { format, version } = (parsed ?? {}) as { format?: unknown; version?: unknown };
  if (format !== fileFormat) return { refused: say.fileForeign };
  if (typeof version === "number" && version > fileVersion)
    return { refused: say.fileNewer(version) };
  const envelope = readEnvelope(parsed);
  if (!envelope) return { refused: say.fileCutShort };
  if (envelope.checksum !== checksumOf(envelope)) return { refused: say.fileDamaged };
  const records = readEach(envelope.records, readRecord);
  if (typeof records === "number") return { refused: say.fileInvalid(`records ${records}`) };
  const edits = readEach(envelope.edits, readEdit);
  if (typeof edits === "number") return { refused: say.fileInvalid(`edits ${edits}`) };
  return { records, edits, made: new Date(envelope.made) };
}

/** `undefined` where the contents are nested too deeply to be written: ours never are. */
function checksumOf({ records, edits }: { records: unknown; edits: unknown }): string | undefined {
  try {
    return checksum(JSON.stringify([records, edits]));
  } catch {
    return undefined;
  }
}

/** All values read, or the place, counted from 1, of the first that is invalid or comes twice. */
function readEach<T extends { key: string }>(
  values: readonly unknown[],
  read: (value: unknown) => T | undefined,
): T[] | number {
  const byKey = new Map<string, T>();
  for (const [at, value] of values.entries()) {
    const one = read(value);
    if (!one || byKey.has(one.key)) return at + 1;
    byKey.set(one.key, one);
  }
  return [...byKey.values()];
}
