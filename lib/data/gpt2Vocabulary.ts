import { type BytePairEncoding, bytePairEncoding, type Merge } from "./bytePairEncoding.js";
import { mergePairs, pairKey } from "./mergePairs.js";
import { pacer } from "./pacer.js";
import { utf8Bytes } from "./utf8.js";

/**
 * GPT-2's own tokenizer, 50,257 tokens, from the package gpt-tokenizer. Nothing of it loads before this is called.
 *
 * The package lists each token's bytes by id. The merges behind them are found by spelling every token with those
 * that came before it: two must be left, and they are its pair. It takes some tenths of a second, in slices.
 *
 * @throws Error if the list does not follow from merges
 * @see Radford et al. 2019, "Language models are unsupervised multitask learners", §2.2
 */
export async function gpt2Vocabulary(): Promise<BytePairEncoding> {
  const { default: listed } = await import("gpt-tokenizer/bpeRanks/r50k_base");
  const spelt = Array.from(listed, (token) =>
    typeof token === "string" ? utf8Bytes(token) : Uint8Array.from(token ?? []),
  );
  const byteIds: number[] = [];
  for (const [id, [byte = 0]] of spelt.slice(0, 256).entries()) byteIds[byte] = id;
  const pairs = new Map<number, number>();
  const merges: Merge[] = [];
  const pace = pacer();
  for (const [id, bytes] of spelt.entries()) {
    if (id < 256) continue;
    if (pace.due()) await pace.pause();
    const parts = mergePairs(
      Array.from(bytes, (byte) => byteIds[byte] as number),
      pairs,
    );
    const [left, right] = parts;
    if (left === undefined || right === undefined || parts.length !== 2) {
      throw new Error(`gpt2Vocabulary: token ${id} is made of ${parts.length} tokens, want 2`);
    }
    pairs.set(pairKey(left, right), id);
    merges.push({ left, right });
  }
  return bytePairEncoding(merges, { byteIds, special: ["<|endoftext|>"] });
}
