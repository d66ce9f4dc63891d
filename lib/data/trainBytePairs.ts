import type { Merge } from "./bytePairEncoding.js";
import { pairKey } from "./mergePairs.js";
import { type Pacer, pacer } from "./pacer.js";
import { splitText } from "./splitText.js";
import { utf8Bytes } from "./utf8.js";

/** A merge that was just learnt. */
export interface LearntMerge extends Merge {
  /** The new token, 256 for the first. */
  id: number;
  /** How often the pair stood in the text, overlaps counted. */
  count: number;
  /** How many tokens the whole text has from now on. */
  tokens: number;
}

export interface TrainBytePairsOptions {
  /** How many merges to learn at most. */
  merges: number;
  /** Cancels between two merges. */
  signal?: AbortSignal | undefined;
}

/**
 * Learns byte pairs: again and again, the pair of tokens that stands side by side most often becomes a token.
 *
 * Where several pairs are equally frequent, the one with the lower left id is taken, then the lower right id, so that
 * the same text gives the same tokenizer everywhere. Learning ends early when no pair is left.
 *
 * It counts each different piece of the text once, with its frequency, and after a merge only looks at the pieces
 * that held the pair. The page gets a turn every 16 ms.
 *
 * @throws RangeError unless `merges` is a whole number from 0 to 65,279
 * @see Gage 1994, "A new algorithm for data compression"; Sennrich et al. 2016, §3.2
 */
export async function* trainBytePairs(
  text: string,
  { merges, signal }: TrainBytePairsOptions,
): AsyncGenerator<LearntMerge, void, void> {
  if (!(Number.isInteger(merges) && merges >= 0 && merges < 65_280)) {
    throw new RangeError(
      `trainBytePairs: got ${merges} merges, want a whole number from 0 to 65,279`,
    );
  }
  const pace = pacer(signal);
  const pieces = await countPieces(text, pace);
  const pairs = new PairCounts();
  for (const piece of pieces) {
    if (pace.due()) await pace.pause();
    pairs.add(piece, 1);
  }
  let tokens = pieces.reduce((sum, { ids, times }) => sum + ids.length * times, 0);
  for (let id = 256; id < 256 + merges; id++) {
    const best = pairs.mostFrequent();
    if (!best) return;
    const { left, right, count } = best;
    for (const piece of [...(pairs.pieces.get(pairKey(left, right)) ?? [])]) {
      if (pace.due()) await pace.pause();
      const before = piece.ids.length;
      pairs.add(piece, -1);
      piece.ids = replacePair(piece.ids, left, right, id);
      pairs.add(piece, 1);
      tokens -= (before - piece.ids.length) * piece.times;
    }
    yield { left, right, id, count, tokens };
  }
}

/** A piece of the text as tokens, and how often it stands there. */
interface Piece {
  ids: number[];
  times: number;
}

async function countPieces(text: string, pace: Pacer): Promise<Piece[]> {
  const counts = new Map<string, number>();
  for (const piece of splitText(text)) {
    if (pace.due()) await pace.pause();
    counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return Array.from(counts, ([piece, times]) => ({ ids: Array.from(utf8Bytes(piece)), times }));
}

/** How often each pair stands in the text, and in which pieces. */
class PairCounts {
  readonly counts = new Map<number, number>();
  readonly pieces = new Map<number, Set<Piece>>();

  /** Counts a piece's pairs, or with `sign` -1 takes them away. */
  add(piece: Piece, sign: 1 | -1): void {
    const { ids, times } = piece;
    for (let at = 1; at < ids.length; at++) {
      const key = pairKey(ids[at - 1] as number, ids[at] as number);
      const count = (this.counts.get(key) ?? 0) + sign * times;
      if (count > 0) this.counts.set(key, count);
      else this.counts.delete(key);
      const holders = this.pieces.get(key) ?? new Set();
      if (sign > 0) this.pieces.set(key, holders.add(piece));
      else holders.delete(piece);
      if (holders.size === 0) this.pieces.delete(key);
    }
  }

  mostFrequent(): { left: number; right: number; count: number } | undefined {
    let best = -1;
    let most = 0;
    for (const [key, count] of this.counts) {
      if (count > most || (count === most && key < best)) [best, most] = [key, count];
    }
    if (most === 0) return undefined;
    return { left: Math.floor(best / 65_536), right: best % 65_536, count: most };
  }
}

/** The tokens with every `left, right` replaced by `id`, from left to right. */
function replacePair(ids: readonly number[], left: number, right: number, id: number): number[] {
  const merged: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    if (ids[at] === left && ids[at + 1] === right) {
      merged.push(id);
      at++;
    } else merged.push(ids[at] as number);
  }
  return merged;
}
