/** Pairs of tokens and the token that each becomes; of two, the one with the lower token is merged first. */
export type Pairs = ReadonlyMap<number, number>;

/** A pair as one number, for a map's key. */
export const pairKey = (left: number, right: number) => left * 65_536 + right;

/**
 * Merges neighbours, the earliest learnt pair first and from left to right, until no pair is known.
 *
 * A queue holds every place where a merge is possible, so a piece of n bytes takes n log n steps: a text without a
 * single space, however long, does not hold the page.
 *
 * @param tokens one token for each byte at first
 * @see Sennrich, Haddow and Birch 2016, "Neural machine translation of rare words with subword units", §3.2
 */
export function mergePairs(tokens: readonly number[], pairs: Pairs): number[] {
  const token = Int32Array.from(tokens);
  const n = token.length;
  const after = Int32Array.from(token, (_, i) => i + 1);
  const before = Int32Array.from(token, (_, i) => i - 1);
  const queue: Candidate[] = [];
  const offer = (at: number) => {
    const next = at < 0 ? n : (after[at] as number);
    if (next >= n) return;
    const [left, right] = [token[at] as number, token[next] as number];
    const merged = pairs.get(pairKey(left, right));
    if (merged !== undefined) push(queue, { merged, at, left, right });
  };
  for (let at = 0; at < n - 1; at++) offer(at);
  for (let best = pop(queue); best; best = pop(queue)) {
    const { at, left, right, merged } = best;
    const next = after[at] as number;
    // An earlier merge may have taken either half.
    if (token[at] !== left || next >= n || token[next] !== right) continue;
    token[at] = merged;
    token[next] = gone;
    const beyond = after[next] as number;
    after[at] = beyond;
    if (beyond < n) before[beyond] = at;
    offer(before[at] as number);
    offer(at);
  }
  return Array.from(token.filter((id) => id !== gone));
}

const gone = -1;

interface Candidate {
  merged: number;
  at: number;
  left: number;
  right: number;
}

const isSooner = (a: Candidate, b: Candidate) =>
  a.merged < b.merged || (a.merged === b.merged && a.at < b.at);

/** Puts a candidate into a binary heap. */
function push(heap: Candidate[], candidate: Candidate): void {
  let at = heap.push(candidate) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isSooner(candidate, heap[parent] as Candidate)) break;
    heap[at] = heap[parent] as Candidate;
    at = parent;
  }
  heap[at] = candidate;
}

/** Takes the first candidate out of a binary heap. */
function pop(heap: Candidate[]): Candidate | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (!last || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const other = heap[child + 1];
    if (other && isSooner(other, heap[child] as Candidate)) child++;
    if (!isSooner(heap[child] as Candidate, last)) break;
    heap[at] = heap[child] as Candidate;
    at = child;
  }
  heap[at] = last;
  return first;
}
