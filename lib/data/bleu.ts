/** How near translations are to reference translations, and what that is made of. */
export interface Bleu {
  /** From 0 to 1; papers print 100 times as much. */
  bleu: number;
  /** For n from 1: the share of the candidates' n-grams that a reference has, each counted at most as often as there. */
  precisions: number[];
  /** Below 1 where the candidates are shorter than the references. */
  brevityPenalty: number;
  /** Words of all candidates, and of the references nearest to them in length. */
  candidateLength: number;
  referenceLength: number;
}

export interface BleuOptions {
  /** The longest n-grams. Default 4. */
  order?: number;
  /**
   * With `add-one`, each precision above the first counts one more n-gram in both numbers, so that one sentence without
   * a common 4-gram does not get 0 (Lin and Och 2004). Default `none`, the paper's: right for a whole corpus.
   */
  smoothing?: "none" | "add-one";
}

/**
 * BLEU of a corpus: `BP · exp(mean over n of log p_n)`. Counts are summed over all sentences before they are divided, so
 * it is not the mean of the sentences' BLEU. `BP` is 1 if the candidates are longer than the references, else
 * `exp(1 - references / candidates)`; of several references, the nearest in length counts, and of two, the shorter.
 *
 * @param candidates sentences as words
 * @param references for each candidate, one or more right translations
 * @returns 0 where a precision is 0; a precision without any n-gram is 0
 * @throws RangeError if there are no candidates, not as many references, or a candidate has none
 * @see Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine translation", §2, ACL
 */
export function corpusBleu(
  candidates: readonly (readonly string[])[],
  references: readonly (readonly (readonly string[])[])[],
  { order = 4, smoothing = "none" }: BleuOptions = {},
): Bleu {
  checkBleu(candidates, references, order);
  const [common, all] = [new Array<number>(order).fill(0), new Array<number>(order).fill(0)];
  let [candidateLength, referenceLength] = [0, 0];
  for (const [i, candidate] of candidates.entries()) {
    const rights = references[i] as readonly (readonly string[])[];
    candidateLength += candidate.length;
    referenceLength += nearestLength(candidate.length, rights);
    for (let n = 1; n <= order; n++) {
      const allowed = rights.map((right) => countNgrams(right, n));
      for (const [gram, count] of countNgrams(candidate, n)) {
        const most = Math.max(...allowed.map((counts) => counts.get(gram) ?? 0));
        common[n - 1] = (common[n - 1] as number) + Math.min(count, most);
        all[n - 1] = (all[n - 1] as number) + count;
      }
    }
  }
  const precisions = common.map((count, i) => {
    const more = smoothing === "add-one" && i > 0 ? 1 : 0;
    const total = (all[i] as number) + more;
    return total === 0 ? 0 : (count + more) / total;
  });
  const brevityPenalty = penaltyOf(candidateLength, referenceLength);
  const meanLog = precisions.reduce((sum, p) => sum + Math.log(p), 0) / order; // -∞ where one is 0
  const bleu = brevityPenalty * Math.exp(meanLog);
  return { bleu, precisions, brevityPenalty, candidateLength, referenceLength };
}

function penaltyOf(candidateLength: number, referenceLength: number): number {
  if (candidateLength === 0) return 0;
  return candidateLength >= referenceLength ? 1 : Math.exp(1 - referenceLength / candidateLength);
}

/** How often each run of n words comes in a sentence. */
export function countNgrams(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const gram = JSON.stringify(words.slice(i, i + n));
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  const distance = (other: number) => Math.abs(other - length);
  return references
    .map((reference) => reference.length)
    .reduce((best, other) => {
      const nearer = distance(other) - distance(best);
      return nearer < 0 || (nearer === 0 && other < best) ? other : best;
    });
}

function checkBleu(
  candidates: readonly unknown[],
  references: readonly (readonly unknown[])[],
  order: number,
): void {
  if (candidates.length === 0) throw new RangeError("corpusBleu: got no candidate, want some");
  if (candidates.length !== references.length) {
    throw new RangeError(
      `corpusBleu: got ${candidates.length} candidates and ${references.length} lists of references, want one list for each`,
    );
  }
  const without = references.findIndex((rights) => rights.length === 0);
  if (without >= 0) {
    throw new RangeError(`corpusBleu: candidate ${without} has no reference, want at least one`);
  }
  if (!(Number.isInteger(order) && order > 0)) {
    throw new RangeError(`corpusBleu: got order ${order}, want a positive whole number`);
  }
}
