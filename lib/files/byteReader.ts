import type { ByteSource } from "./byteSource.js";

/** Takes exact amounts from pieces of any size. */
export interface ByteReader {
  /** Bytes taken so far. */
  readonly taken: number;
  /** The next `count` bytes, or what is left of them. */
  take(count: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Whether nothing is left. */
  isAtEnd(): Promise<boolean>;
  /** Lets go of the source. */
  close(): Promise<void>;
}

/**
 * Reads a source front to back, keeping no more than one piece beside what was asked for.
 */
export function byteReader({ pieces }: ByteSource): ByteReader {
  const iterator = pieces[Symbol.asyncIterator]();
  let piece = new Uint8Array(0) as Uint8Array;
  let taken = 0;

  /** Makes sure that a piece is at hand; false at the end. */
  const fill = async () => {
    while (piece.length === 0) {
      const { done, value } = await iterator.next();
      if (done) return false;
      piece = value;
    }
    return true;
  };

  return {
    get taken() {
      return taken;
    },
    async take(count) {
      let bytes = new Uint8Array(0);
      let filled = 0;
      while (filled < count && (await fill())) {
        // Not before something is there: a header may claim more than memory holds.
        if (filled === 0) bytes = new Uint8Array(count);
        const part = piece.subarray(0, count - filled);
        bytes.set(part, filled);
        filled += part.length;
        piece = piece.subarray(part.length);
      }
      taken += filled;
      return filled === count ? bytes : bytes.slice(0, filled);
    },
    isAtEnd: async () => !(await fill()),
    close: async () => void (await iterator.return?.()),
  };
}
