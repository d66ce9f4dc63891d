import { words } from "../words/words.js";
import { type BytePairEncoding, bytePairEncoding } from "./bytePairEncoding.js";
import { DataError } from "./dataError.js";
import { trainBytePairs } from "./trainBytePairs.js";

export interface LanguageCorpusOptions {
  /** Byte pairs that the tokenizer learns at most, from the part to learn from. Default 256. */
  merges?: number;
  /** The share of the characters at the text's end that is held out. Default 0.1. */
  heldOutShare?: number;
  /** Both parts must have more tokens than this, a model's context. Default 1. */
  contextLength?: number;
  signal?: AbortSignal | undefined;
}

/** A text, split and in tokens. */
export interface LanguageCorpus {
  tokenizer: BytePairEncoding;
  /** Tokens to learn from. */
  train: Int32Array;
  /** Tokens of the text's end, which nothing may learn from. */
  heldOut: Int32Array;
  /** Characters (code points) of both parts. */
  characters: { train: number; heldOut: number };
  texts: { train: string; heldOut: string };
}

/**
 * Makes a text ready for a language model: its end is held out, a byte-level BPE is learnt from the rest, and both are encoded.
 *
 * @throws DataError with a sentence for the reader when a part is too short for the context
 */
export async function languageCorpus(
  text: string,
  { merges = 256, heldOutShare = 0.1, contextLength = 1, signal }: LanguageCorpusOptions = {},
): Promise<LanguageCorpus> {
  if (!(heldOutShare > 0 && heldOutShare < 1)) {
    throw new RangeError(`languageCorpus: got heldOutShare ${heldOutShare}, want between 0 and 1`);
  }
  const characters = [...text];
  const cut = Math.ceil(characters.length * (1 - heldOutShare));
  const texts = {
    train: characters.slice(0, cut).join(""),
    heldOut: characters.slice(cut).join(""),
  };
  const learnt = [];
  for await (const merge of trainBytePairs(texts.train, { merges, signal })) learnt.push(merge);
  const tokenizer = bytePairEncoding(learnt);
  const [train, heldOut] = [tokenizer.encode(texts.train), tokenizer.encode(texts.heldOut)];
  for (const part of [train, heldOut]) {
    if (part.length > contextLength) continue;
    throw new DataError(
      words.data.text.tooShortToHoldOut(characters.length, part.length, contextLength + 1),
    );
  }
  return {
    tokenizer,
    train,
    heldOut,
    characters: { train: cut, heldOut: characters.length - cut },
    texts,
  };
}
