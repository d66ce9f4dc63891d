import * as tf from "@tensorflow/tfjs";
import { add } from "../autograd/arithmetic.js";
import { gather } from "../autograd/gather.js";
import { slice } from "../autograd/slice.js";
import { toVariable, type Variable } from "../autograd/tensor.js";
import { scaledDotProductAttention } from "../nn/attention.js";
import { gelu } from "../nn/gelu.js";
import { joinHeads, splitHeads } from "../nn/heads.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { causalMask } from "../nn/masks.js";
import { unembed } from "../nn/unembed.js";
import { ShapeError } from "../tensor/axes.js";
import type { Gpt } from "./gpt.js";

/** Reads a sequence piece by piece and remembers what it has read. */
export interface GptDecoder {
  /** Tokens that it remembers. */
  readonly length: number;
  /** Bytes of the keys and values that it remembers. */
  readonly bytes: number;
  /**
   * Reads on, and gives the scores for the token after the last: what `forward` gives for the whole sequence at its last
   * place, at the cost of the new tokens alone.
   *
   * @param tokens int32 `[B, T]`, with the B of the first call
   * @returns logits `[B, V]`, which the caller frees
   * @throws ShapeError if B changes, or the sequence outgrows the context length; what it remembers then stays
   */
  read(tokens: tf.Tensor2D): tf.Tensor2D;
  /** Forgets all and frees it; it may read again from the start. */
  reset(): void;
}

/**
 * A GPT that keeps the keys and values of the tokens it has read (a “KV cache”). Without it, each new token of a text costs
 * as much as reading the whole text again: a causal model would compute the same keys and values as before.
 *
 * It keeps no gradients, and does not notice when the parameters change: reset it then.
 */
export function gptDecoder({ config, parameters }: Gpt): GptDecoder {
  const { width, heads, layers, contextLength } = config;
  const get = (name: string) => parameters[name] as Variable;
  const pair = (name: string) => [get(`${name}.weight`), get(`${name}.bias`)] as const;
  let cache: { keys: tf.Tensor; values: tf.Tensor }[] = []; // [B, H, S, D], one of each for each layer

  const lengthOf = () => cache[0]?.keys.shape[2] ?? 0;
  const reset = () => {
    tf.dispose(cache);
    cache = [];
  };

  const check = ([B, T]: [number, number], length: number) => {
    const remembered = cache[0]?.keys.shape[0] ?? B;
    if (B !== remembered) {
      throw new ShapeError(
        `gptDecoder: tokens have shape [${B},${T}], so B=${B}, but it has read B=${remembered} sequences so far`,
      );
    }
    if (length + T <= contextLength) return;
    throw new ShapeError(
      `gptDecoder: ${length} tokens and ${T} more are ${length + T}, but the context length is ${contextLength}`,
    );
  };

  const read = (tokens: tf.Tensor2D) => {
    const [, T] = tokens.shape;
    const length = lengthOf();
    check(tokens.shape, length);
    const next: typeof cache = [];
    const compute = () => {
      const mask = T > 1 ? causalMask(T, length + T) : undefined; // a single token may read all before it
      const positions = slice(get("wpe.weight"), [length, 0], [T, width]); // [T, C]
      let x = add(gather(get("wte.weight"), tokens), positions); // [B, T, C]
      for (let i = 0; i < layers; i++) {
        const qkv = linear(layerNorm(x, ...pair(`h.${i}.ln_1`)), ...pair(`h.${i}.attn.c_attn`));
        const [q, k, v] = tf
          .split(qkv.data, 3, -1)
          .map((part) => splitHeads(toVariable(part), heads).data) as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ]; // [B, H, T, D]
        const before = cache[i];
        const keys = before ? tf.concat([before.keys, k], 2) : k; // [B, H, S, D]
        const values = before ? tf.concat([before.values, v], 2) : v;
        next.push({ keys: tf.keep(keys), values: tf.keep(values) });
        const { output } = scaledDotProductAttention(q, keys, values, { mask });
        x = add(x, linear(joinHeads(output), ...pair(`h.${i}.attn.c_proj`)));
        const wide = linear(layerNorm(x, ...pair(`h.${i}.ln_2`)), ...pair(`h.${i}.mlp.c_fc`));
        x = add(x, linear(gelu(wide), ...pair(`h.${i}.mlp.c_proj`)));
      }
      const [B] = tokens.shape;
      const last = tf.reshape(tf.slice(x.data, [0, T - 1, 0], [B, 1, width]), [B, width]);
      const scores = unembed(layerNorm(last, ...pair("ln_f")), get("wte.weight"));
      return scores.data as tf.Tensor2D; // [B, V]
    };
    try {
      const logits = tf.tidy(compute);
      reset();
      cache = next;
      return logits;
    } catch (error) {
      tf.dispose(next);
      throw error;
    }
  };

  return {
    get length() {
      return lengthOf();
    },
    get bytes() {
      return cache.reduce((sum, { keys, values }) => sum + 4 * (keys.size + values.size), 0);
    },
    read,
    reset,
  };
}
