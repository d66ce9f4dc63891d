import { type ReviewLanguage, statementLength } from "./reviews.js";

/** What the best reader of a review makes of it. */
export interface Reading {
  /** How surprised it is by each word, given those before: -log p, in nats. Their mean is the least loss. */
  surprises: number[];
  /** The logarithm of how much likelier it is, at the end, that the writer likes the place than not. */
  odds: number;
}

/**
 * Reads a review with the language's own probabilities, by Bayes' rule: nothing that reads words one after the other
 * foretells the next with less surprise on average, and nothing guesses the writer's opinion better than the sign
 * of `odds`. Only whole statements move the odds.
 *
 * @param words of whole statements, without the mark of the start
 * @throws RangeError for a word that cannot stand where it stands
 */
export function bestReader(language: ReviewLanguage, words: readonly string[]): Reading {
  const { praise, complaint, things, joints, agreement: a, contrast: c } = language;
  const weight = Math.log(a / (1 - a));
  const surprises: number[] = [];
  let odds = 0;
  const place = (at: number, ...lists: (readonly string[])[]) => {
    const word = words[at] as string;
    const found = lists.findIndex((list) => list.includes(word));
    if (found < 0) throw new RangeError(`bestReader: ${word} cannot be word ${at + 1}`);
    return { isFirst: found === 0, size: (lists[found] as readonly string[]).length };
  };
  for (let at = 0; at + statementLength <= words.length; at += statementLength) {
    const first = place(at, praise, complaint);
    const same = place(at + 1, [joints[0]], [joints[1]]).isFirst;
    const last = place(at + 2, praise, complaint);
    const thing = place(at + 3, things);
    const likes = 1 / (1 + Math.exp(-odds));
    const favours = likes * a + (1 - likes) * (1 - a);
    // Of a statement that begins so: together with praise, or with complaint, at its end.
    const begins = (end: boolean) =>
      (end ? favours : 1 - favours) * (end === first.isFirst ? 1 - c : c);
    const both = begins(true) + begins(false);
    const joined = begins(same === first.isFirst);
    surprises.push(-Math.log(both / first.size), -Math.log(joined / both));
    // The joint has said on which side the last adjective is.
    surprises.push(last.isFirst === (same === first.isFirst) ? Math.log(last.size) : Infinity);
    surprises.push(Math.log(thing.size));
    odds += last.isFirst ? weight : -weight;
  }
  return { surprises, odds };
}

/**
 * How often the best reader is right about the writer's opinion: how often most of n statements take the writer's
 * side, and half of the ties. `Σ over k > n/2 of C(n,k) aᵏ (1-a)ⁿ⁻ᵏ`, a the agreement.
 *
 * @param statements n, a whole number above 0
 */
export function bestAccuracy({ agreement: a }: ReviewLanguage, statements: number): number {
  let [right, ways] = [0, 1];
  for (let k = 0; k <= statements; k++) {
    const share = ways * a ** k * (1 - a) ** (statements - k);
    if (2 * k >= statements) right += 2 * k === statements ? share / 2 : share;
    ways *= (statements - k) / (k + 1);
  }
  return right;
}
