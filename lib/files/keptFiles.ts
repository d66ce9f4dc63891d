import { words } from "../words/words.js";
import { type ByteSource, piecesOf } from "./byteSource.js";
import { FileError } from "./fileError.js";

const says = words.files.hub;
const shelf = "large-models-live-files";

/** The browser's own store for files, or undefined where pages may keep none. */
async function openShelf(): Promise<Cache | undefined> {
  try {
    return await caches.open(shelf);
  } catch {
    return undefined; // denied, a sandboxed frame, not a secure address
  }
}

/**
 * A file that was kept before.
 *
 * @param address under which it was kept
 */
export async function keptFile(address: string): Promise<ByteSource | undefined> {
  const kept = await (await openShelf())?.match(address);
  if (!kept?.body) return undefined;
  const length = kept.headers.get("Content-Length");
  return { size: length === null ? undefined : Number(length), pieces: piecesOf(kept.body) };
}

/** Whether a file of that size would fit, as far as the browser tells. */
export async function hasRoomFor(bytes: number): Promise<boolean> {
  if (!(await openShelf())) return false;
  const { quota, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return quota === undefined || usage + bytes <= quota;
}

/**
 * Keeps a file in this browser as its pieces come: whole, or not at all.
 *
 * @throws FileError if the disk is full; whatever the pieces throw
 */
export async function keepFile(address: string, { size, pieces }: ByteSource): Promise<void> {
  const cache = await openShelf();
  if (!cache) throw new FileError(says.noShelf);
  const iterator = pieces[Symbol.asyncIterator]();
  let bytes = 0;
  let failure: unknown;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done) return controller.close();
        bytes += value.length;
        controller.enqueue(value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        failure = error;
        controller.error(error);
      }
    },
    cancel: async () => void (await iterator.return?.()),
  });
  const headers = { ...(size !== undefined && { "Content-Length": `${size}` }) };
  try {
    await cache.put(address, new Response(stream, { headers }));
  } catch (error) {
    await cache.delete(address);
    if (failure !== undefined) throw failure;
    if (isFull(error)) throw new FileError(says.full(bytes));
    throw error;
  }
}

/** Deletes a kept file. @returns whether there was one */
export async function forgetFile(address: string): Promise<boolean> {
  return (await (await openShelf())?.delete(address)) ?? false;
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
