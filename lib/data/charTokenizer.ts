import { words } from "../words/words.js";
import { DataError } from "./dataError.js";

/** A tokenizer with one token for each character that it has seen. */
export interface CharTokenizer {
  /** The characters by id, in the order of their code points. */
  vocabulary: readonly string[];
  /** @throws DataError for a character that it has not seen */
  encode(text: string): Int32Array;
  /** @throws RangeError for an id that is no token */
  decode(ids: ArrayLike<number>): string;
}

/**
 * One token for each character of a text. Characters are code points: an emoji may be several.
 *
 * @param text has every character that will be encoded
 */
export function charTokenizer(text: string): CharTokenizer {
  const codes = [...new Set(text)].map((c) => c.codePointAt(0) as number).sort((a, b) => a - b);
  const vocabulary = codes.map((code) => String.fromCodePoint(code));
  const ids = new Map(vocabulary.map((character, id) => [character, id]));
  return {
    vocabulary,
    encode: (text) =>
      Int32Array.from([...text], (character) => {
        const id = ids.get(character);
        if (id === undefined) throw new DataError(words.data.text.unknownCharacter(character));
        return id;
      }),
    decode: (tokens) =>
      Array.from(tokens, (id, at) => {
        const character = vocabulary[id];
        if (character !== undefined) return character;
        throw new RangeError(
          `decode: token ${at} is ${id}, but the vocabulary has the ids 0 to ${vocabulary.length - 1}`,
        );
      }).join(""),
  };
}
