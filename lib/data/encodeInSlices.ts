import type { BytePairEncoding } from "./bytePairEncoding.js";
import { pacer } from "./pacer.js";

/** Any tokenizer; a byte pair encoding can be worked through piece by piece. */
export type Encoder = Pick<Partial<BytePairEncoding>, "encodePieces"> & {
  encode(text: string): ArrayLike<number>;
};

/**
 * A text's token ids, as `encode` gives them, but with a turn for the page every 16 ms where the tokenizer works
 * piece by piece.
 */
export async function encodeInSlices(encoder: Encoder, text: string): Promise<Int32Array> {
  if (!encoder.encodePieces) return Int32Array.from(encoder.encode(text));
  const pace = pacer();
  const ids: number[] = [];
  for (const piece of encoder.encodePieces(text)) {
    if (pace.due()) await pace.pause();
    for (const id of piece) ids.push(id);
  }
  return Int32Array.from(ids);
}
