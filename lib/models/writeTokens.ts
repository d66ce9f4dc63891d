import * as tf from "@tensorflow/tfjs";
import { drawIndex, type SamplingOptions, samplingProbabilities } from "../nn/sampling.js";
import type { Random } from "../tensor/random.js";
import type { Gpt } from "./gpt.js";
import { gptDecoder } from "./gptDecoder.js";

export interface WriteOptions extends SamplingOptions {
  /** Tokens to write at most. */
  count: number;
  random: Random;
}

/**
 * Lets a GPT write on, token by token, with a cache of keys and values. Where the context is full, it goes on from the second
 * half of what it has read.
 *
 * Ending the loop early frees everything.
 *
 * @param prompt at least one token; of a long one, the last `contextLength` are read
 * @throws RangeError if the prompt is empty; whatever `samplingProbabilities` throws
 */
export async function* writeTokens(
  model: Gpt,
  prompt: ArrayLike<number>,
  { count, random, ...sampling }: WriteOptions,
): AsyncGenerator<number, void, void> {
  if (prompt.length === 0) throw new RangeError("writeTokens: got an empty prompt, want a token");
  const { contextLength } = model.config;
  const tokens = Array.from(prompt);
  const decoder = gptDecoder(model);
  try {
    let unread = tokens.slice(-contextLength);
    for (let i = 0; i < count; i++) {
      if (decoder.length + unread.length > contextLength) {
        decoder.reset();
        unread = tokens.slice(-Math.max(1, Math.floor(contextLength / 2)));
      }
      const input = tf.tensor2d([unread], undefined, "int32");
      const logits = decoder.read(input);
      input.dispose();
      const scores = await logits.data();
      logits.dispose();
      const next = drawIndex(samplingProbabilities(scores, sampling), random);
      tokens.push(next);
      unread = [next];
      yield next;
    }
  } finally {
    decoder.reset();
  }
}
