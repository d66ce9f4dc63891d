import { sha256 as startSha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { words } from "../words/words.js";
import { type ByteSource, piecesOf } from "./byteSource.js";
import { FileError } from "./fileError.js";

const says = words.files.hub;

export interface FetchOptions {
  /** How many bytes the file has, where somebody said so before; another number is refused. */
  size?: number | undefined;
  /** Its SHA-256 in hexadecimal digits; another one is refused. */
  sha256?: string | undefined;
  /** Told after each piece. `size` is undefined where nobody knows it. */
  onProgress?: ((progress: { bytes: number; size: number | undefined }) => void) | undefined;
  /** Cancels it: what waits for a piece then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which it counts as stalled. Default 30 000. */
  patienceMs?: number | undefined;
}

/**
 * Fetches a file piece by piece. Cookies and the page's own address stay at home.
 *
 * @returns its bytes as they arrive. Size and checksum are compared at the end: nothing may be used before the last piece
 *   has come without an error
 * @throws FileError in words that say what to do, here or while the pieces come: refused, gone, no answer, a web page
 *   instead of a file, stalled, cut off, another size or checksum
 */
export async function fetchFile(address: string, options: FetchOptions = {}): Promise<ByteSource> {
  const { signal, patienceMs = 30_000 } = options;
  const host = new URL(address).host;
  signal?.throwIfAborted();
  const line = new AbortController();
  const hangUp = () => line.abort(signal?.reason);
  signal?.addEventListener("abort", hangUp, { once: true });
  /** What is waited for, unless it takes too long or the reader cancels. */
  const inTime = async <T>(what: Promise<T>, stalled: () => string): Promise<T> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new FileError(stalled())), patienceMs);
    });
    try {
      return await Promise.race([what, late]);
    } catch (error) {
      signal?.throwIfAborted();
      line.abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };

  const answer = await inTime(ask(address, line.signal), () => says.silent(host, patienceMs));
  const refusal = refusalOf(answer, host);
  const { body } = answer;
  if (refusal || !body) {
    line.abort();
    throw new FileError(refusal ?? says.noFile(host));
  }
  // The length of a compressed answer is not that of the file.
  const announced = answer.headers.has("Content-Encoding")
    ? undefined
    : readCount(answer.headers.get("Content-Length"));
  const size = options.size ?? announced;
  if (announced !== undefined && announced !== size) {
    line.abort();
    throw new FileError(says.otherSize(announced, size as number));
  }

  async function* pieces(from: ReadableStream<Uint8Array>) {
    const hash = options.sha256 === undefined ? undefined : startSha256.create();
    const iterator = piecesOf(from);
    let bytes = 0;
    try {
      while (true) {
        const { done, value } = await inTime(
          iterator.next().catch(() => {
            throw new FileError(says.cutOff(bytes, size));
          }),
          () => says.stalled(bytes, size, patienceMs),
        );
        if (done) break;
        bytes += value.length;
        if (size !== undefined && bytes > size) throw new FileError(says.tooLong(size));
        hash?.update(value);
        options.onProgress?.({ bytes, size });
        yield value;
      }
      if (size !== undefined && bytes < size) throw new FileError(says.cutOff(bytes, size));
      const came = hash && bytesToHex(hash.digest());
      if (came !== options.sha256?.toLowerCase()) {
        throw new FileError(says.otherChecksum(came as string, options.sha256 as string));
      }
    } finally {
      signal?.removeEventListener("abort", hangUp);
      line.abort();
    }
  }
  return { size, pieces: pieces(body) };
}

async function ask(address: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, {
      signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store", // what is to be kept is kept by us, once
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new FileError(says.noAnswer(new URL(address).host));
  }
}

/** What to say of an answer that is not the file. */
export function refusalOf(answer: Response, host: string): string | undefined {
  const { status } = answer;
  if (status === 401 || status === 403) return says.forbidden(host, status);
  if (status === 404 || status === 410) return says.notFound(host, status);
  if (status === 429) return says.tooMany(host);
  if (status >= 500) return says.broken(host, status);
  if (!answer.ok) return says.refused(host, status);
  if (/^text\/html/i.test(answer.headers.get("Content-Type") ?? "")) return says.webPage(host);
  return undefined;
}

function readCount(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
