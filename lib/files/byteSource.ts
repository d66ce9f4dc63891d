/** Bytes that come one piece after the other: a file on the reader's disk, or one that is being fetched. */
export interface ByteSource {
  /** All of them, in bytes, where that is known. */
  size: number | undefined;
  pieces: AsyncIterable<Uint8Array>;
}

/** A file's bytes, in pieces as the browser gives them. */
export function fromBlob(file: Blob): ByteSource {
  return { size: file.size, pieces: piecesOf(file.stream()) };
}

/** The pieces of a stream; whoever stops early closes it. */
export async function* piecesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  let ended = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!ended) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
