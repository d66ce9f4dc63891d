/**
 * GPT-2's pattern: a word, a number or a run of signs, each with one space before it, English endings such as `'s`
 * apart, and white space. No merge crosses from one piece into the next.
 *
 * @see Radford et al. 2019, §2.2; https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
export const gpt2Pattern =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/**
 * The pieces of a text, in order; joined they are the text again.
 *
 * @param pattern must match every character; default GPT-2's
 */
export function* splitText(text: string, pattern = gpt2Pattern): Generator<string, void, void> {
  for (const [piece] of text.matchAll(pattern)) yield piece;
}
