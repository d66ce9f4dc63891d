import { type ByteSource, fromBlob } from "../files/byteSource.js";
import { fetchFile } from "../files/fetchFile.js";
import { FileError } from "../files/fileError.js";
import type { HubCheckpoint, HubFile } from "../files/hub.js";
import { hasRoomFor, keepFile, keptFile } from "../files/keptFiles.js";
import { words } from "../words/words.js";
import type { Gpt } from "./gpt.js";
import { readGptCheckpoint } from "./gptCheckpoint.js";
import { readGptConfig } from "./gptConfigFile.js";

const says = words.files.checkpoint;

/** A `config.json` beyond this is none. */
const maxConfigBytes = 1_000_000;

export interface OpenProgress {
  /** Whether the file is being fetched, or read into the model. */
  phase: "fetch" | "load";
  bytes: number;
  size: number | undefined;
}

export interface OpenOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: OpenProgress) => void) | undefined;
}

/**
 * A GPT from files on the reader's disk: its weights, `*.safetensors`, and its `config.json`. The caller frees its
 * parameters.
 *
 * @throws FileError if one of the two is missing or more than one there, or they are damaged or do not fit each other
 */
export async function openCheckpointFiles(
  files: readonly File[],
  options: OpenOptions = {},
): Promise<Gpt> {
  const weights = files.filter(({ name }) => name.endsWith(".safetensors"));
  const configs = files.filter(({ name }) => name.endsWith(".json"));
  const [weight, config] = [weights[0], configs[0]];
  if (!weight || !config || files.length !== 2) {
    throw new FileError(says.twoFiles(files.map(({ name }) => name)));
  }
  if (config.size > maxConfigBytes) throw new FileError(says.configNotJson);
  return load(fromBlob(weight), await config.text(), options);
}

/**
 * A GPT that is fetched, and kept in this browser for the next time where there is room. The caller frees its
 * parameters.
 *
 * @throws FileError if it cannot be fetched, is not what was announced, or is not a GPT-2
 */
export async function openHubCheckpoint(
  { config, weights }: HubCheckpoint,
  options: OpenOptions = {},
): Promise<Gpt> {
  if ((config.bytes ?? 0) > maxConfigBytes) throw new FileError(says.configNotJson);
  const configText = await textOf(await sourceOf(config, { signal: options.signal }));
  readGptConfig(configText); // before half a gigabyte is fetched
  return load(await sourceOf(weights, options), configText, options);
}

/** The addresses under which `openHubCheckpoint` keeps its files. */
export const keptAs = ({ config, weights }: HubCheckpoint): string[] => [
  config.address,
  weights.address,
];

async function sourceOf(file: HubFile, { signal, onProgress }: OpenOptions): Promise<ByteSource> {
  const kept = await keptFile(file.address);
  if (kept) return kept;
  const fetched = await fetchFile(file.address, {
    size: file.bytes,
    sha256: file.sha256,
    signal,
    onProgress: onProgress && ((progress) => onProgress({ phase: "fetch", ...progress })),
  });
  if (!(await hasRoomFor(fetched.size ?? 0))) return fetched;
  await keepFile(file.address, fetched);
  const now = await keptFile(file.address);
  if (!now) throw new Error(`openHubCheckpoint: ${file.address} is gone as soon as it was kept`);
  return now;
}

async function load(
  source: ByteSource,
  configText: string,
  { signal, onProgress }: OpenOptions,
): Promise<Gpt> {
  const config = readGptConfig(configText);
  const pieces = cancellable(source.pieces, signal);
  return readGptCheckpoint({ ...source, pieces }, config, {
    ...(onProgress && { onProgress: (progress) => onProgress({ phase: "load", ...progress }) }),
  });
}

async function* cancellable(
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    yield piece;
  }
}

async function textOf({ pieces }: ByteSource): Promise<string> {
  const parts: BlobPart[] = [];
  for await (const piece of pieces) parts.push(piece as Uint8Array<ArrayBuffer>);
  return new Blob(parts).text();
}
