import { mergePairs, pairKey } from "./mergePairs.js";
import { splitText } from "./splitText.js";
import { utf8Bytes, utf8Text } from "./utf8.js";

/** One line of what a tokenizer has learnt: these two tokens, side by side, become a new one. */
export interface Merge {
  left: number;
  right: number;
}

/** A tokenizer that can write any text: its smallest tokens are the 256 bytes. */
export interface BytePairEncoding {
  /** Each token's bytes, by its id; V of them. */
  vocabulary: readonly Uint8Array[];
  /** A text's token ids. */
  encode(text: string): Int32Array;
  /** As `encode`, apart for each piece that the pattern makes; no token crosses from one into the next. */
  encodePieces(text: string): Generator<readonly number[], void, void>;
  /**
   * The text that tokens spell: `decode(encode(text))` is `text` for every Unicode text.
   *
   * @throws RangeError for an id that is no token
   */
  decode(ids: ArrayLike<number>): string;
  /** The bytes of tokens side by side, which need not be whole characters. */
  bytesOf(ids: ArrayLike<number>): Uint8Array;
}

export interface BytePairEncodingOptions {
  /** The id of each byte from 0 to 255. Default: the byte itself. */
  byteIds?: readonly number[];
  /** Texts with an id of their own after the last merge, which `encode` never makes. */
  special?: readonly string[];
}

/**
 * A byte-level BPE tokenizer: cut into pieces by GPT-2's pattern, spelt in bytes, merged in the order of learning.
 *
 * @param merges in the order in which they were learnt; the first becomes token 256
 * @throws RangeError for a merge of a token that is not there yet, or more tokens than 65,536
 * @see Radford et al. 2019, "Language models are unsupervised multitask learners", §2.2
 */
export function bytePairEncoding(
  merges: readonly Merge[],
  { byteIds = plainBytes, special = [] }: BytePairEncodingOptions = {},
): BytePairEncoding {
  const vocabulary: Uint8Array[] = [];
  for (const [byte, id] of byteIds.entries()) vocabulary[id] = Uint8Array.of(byte);
  const pairs = new Map<number, number>();
  for (const { left, right } of merges) {
    const [a, b] = [vocabulary[left], vocabulary[right]];
    if (!a || !b) {
      const missing = a ? right : left;
      throw new RangeError(
        `bytePairEncoding: merge ${pairs.size + 1} takes token ${missing}, but there are only ${vocabulary.length} tokens before it`,
      );
    }
    if (vocabulary.length + special.length >= most) {
      throw new RangeError(`bytePairEncoding: got ${merges.length} merges, want fewer than 65,280`);
    }
    pairs.set(pairKey(left, right), vocabulary.length);
    vocabulary.push(Uint8Array.of(...a, ...b));
  }
  vocabulary.push(...special.map(utf8Bytes));
  const known = new Map<string, readonly number[]>();

  const encodePiece = (piece: string): readonly number[] => {
    const before = known.get(piece);
    if (before) return before;
    const bytes = Array.from(utf8Bytes(piece), (byte) => byteIds[byte] as number);
    const ids = mergePairs(bytes, pairs);
    if (known.size < 20_000 && piece.length < 64) known.set(piece, ids);
    return ids;
  };
  function* encodePieces(text: string) {
    for (const piece of splitText(text)) yield encodePiece(piece);
  }
  const bytesOf = (ids: ArrayLike<number>) => concatenate(vocabulary, ids);
  return {
    vocabulary,
    encodePieces,
    encode: (text) => {
      const ids: number[] = [];
      for (const piece of encodePieces(text)) for (const id of piece) ids.push(id);
      return Int32Array.from(ids);
    },
    decode: (ids) => utf8Text(bytesOf(ids)),
    bytesOf,
  };
}

const plainBytes = Array.from({ length: 256 }, (_, byte) => byte);

/** Two ids make one key of a map; see `pairKey`. */
const most = 65_536;

function concatenate(vocabulary: readonly Uint8Array[], ids: ArrayLike<number>): Uint8Array {
  const parts = Array.from(ids, (id, at) => {
    const bytes = vocabulary[id];
    if (bytes) return bytes;
    throw new RangeError(
      `decode: token ${at} is ${id}, but the vocabulary has the ids 0 to ${vocabulary.length - 1}`,
    );
  });
  const all = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
