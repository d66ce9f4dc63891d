import { pacer } from "./pacer.js";

/** Predicts a token from the few before it, by counting. */
export interface NgramModel {
  /**
   * @param context the tokens before; only the last `order - 1` are read
   * @returns the probability of the next token; over all V tokens it sums to 1, and none has 0
   */
  probability(context: readonly number[], token: number): number;
  /**
   * How surprised it is by a text: the mean of `-log₂ probability` over its tokens, each predicted from those before it.
   *
   * @throws RangeError if the text is empty
   */
  bitsPerToken(text: ArrayLike<number>): number;
}

export interface NgramOptions {
  /** Tokens that it looks at, with the predicted one: 1 counts single tokens, 2 pairs, 5 the four before. */
  order: number;
  /** Tokens that there are, V. */
  vocabSize: number;
}

/** What followed one context. */
interface Followers {
  total: number;
  counts: Map<number, number>;
}

type Contexts = Map<string, Followers>;

/**
 * An n-gram model with Witten–Bell smoothing: what a context has not shown is left to the context shorter by one token,
 * the more often the more different tokens have followed it; what no context has shown is equally likely.
 *
 * `p(c|h) = (n(h c) + k(h) p(c|h′)) / (n(h) + k(h))`, with n counts in the text, k(h) the number of different tokens that
 * followed h, and h′ without its first token.
 *
 * @param text token ids from 0 to V-1
 * @throws RangeError if the order or V is not a positive whole number, or a token is out of range
 * @see Witten and Bell 1991, "The zero-frequency problem", method C; Chen and Goodman 1998, §2.6
 */
export function ngramModel(
  text: ArrayLike<number>,
  { order, vocabSize }: NgramOptions,
): NgramModel {
  for (const [name, size] of Object.entries({ order, vocabSize })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`ngramModel: got ${name} ${size}, want a positive whole number`);
  }
  checkTokens(text, vocabSize);
  const contexts: Contexts = new Map();
  countContexts(contexts, text, { order, from: 0, to: text.length });
  return modelOf(contexts, { order, vocabSize });
}

/** As `ngramModel`, counting in slices, so that the page stays responsive. */
export async function ngramModelInSlices(
  text: ArrayLike<number>,
  options: NgramOptions,
  signal?: AbortSignal,
): Promise<NgramModel> {
  signal?.throwIfAborted();
  const { order, vocabSize } = options;
  const empty = ngramModel([], options); // checks the options
  checkTokens(text, vocabSize);
  if (text.length === 0) return empty;
  const contexts: Contexts = new Map();
  const pace = pacer(signal);
  const slice = 500;
  for (let from = 0; from < text.length; from += slice) {
    countContexts(contexts, text, { order, from, to: Math.min(from + slice, text.length) });
    if (pace.due()) await pace.pause();
  }
  return modelOf(contexts, options);
}

function modelOf(contexts: Contexts, { order, vocabSize }: NgramOptions): NgramModel {
  const probability = (context: readonly number[], token: number) => {
    checkTokens([token], vocabSize);
    let p = 1 / vocabSize;
    for (let length = 0; length < order && length <= context.length; length++) {
      const seen = contexts.get(keyOf(context, context.length - length, context.length));
      if (!seen) break; // no longer context was seen either
      const kinds = seen.counts.size;
      p = ((seen.counts.get(token) ?? 0) + kinds * p) / (seen.total + kinds);
    }
    return p;
  };

  const bitsPerToken = (heldOut: ArrayLike<number>) => {
    if (heldOut.length === 0) throw new RangeError("ngramModel: got an empty text to predict");
    let bits = 0;
    for (let i = 0; i < heldOut.length; i++) {
      const from = Math.max(0, i - order + 1);
      const context = Array.from({ length: i - from }, (_, k) => heldOut[from + k] as number);
      bits -= Math.log2(probability(context, heldOut[i] as number));
    }
    return bits / heldOut.length;
  };
  return { probability, bitsPerToken };
}

/** Counts what followed each context, of the tokens from `from` to before `to`. */
function countContexts(
  contexts: Contexts,
  text: ArrayLike<number>,
  { order, from, to }: { order: number; from: number; to: number },
): void {
  for (let i = from; i < to; i++) {
    const token = text[i] as number;
    for (let length = 0; length < order && length <= i; length++) {
      const key = keyOf(text, i - length, i);
      let followers = contexts.get(key);
      if (!followers) {
        followers = { total: 0, counts: new Map() };
        contexts.set(key, followers);
      }
      followers.total++;
      followers.counts.set(token, (followers.counts.get(token) ?? 0) + 1);
    }
  }
}

function keyOf(tokens: ArrayLike<number>, from: number, to: number): string {
  let key = "";
  for (let i = from; i < to; i++) key += `${tokens[i]},`;
  return key;
}

function checkTokens(tokens: ArrayLike<number>, vocabSize: number): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as number;
    if (Number.isInteger(token) && token >= 0 && token < vocabSize) continue;
    throw new RangeError(
      `ngramModel: token ${i} is ${token}, want a whole number from 0 to ${vocabSize - 1}`,
    );
  }
}
