import * as tf from "@tensorflow/tfjs";
import { add } from "../autograd/arithmetic.js";
import { gather } from "../autograd/gather.js";
import { reshape } from "../autograd/reshape.js";
import { slice } from "../autograd/slice.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { gelu } from "../nn/gelu.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { selfAttention } from "../nn/selfAttention.js";
import { unembed } from "../nn/unembed.js";
import { ShapeError } from "../tensor/axes.js";
import { random } from "../tensor/random.js";

export interface GptConfig {
  /** Tokens that it knows, V. */
  vocabSize: number;
  /** The longest sequence that it reads. */
  contextLength: number;
  /** Numbers for each token, C. */
  width: number;
  heads: number;
  layers: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** A decoder-only Transformer. */
export interface Gpt {
  config: Required<GptConfig>;
  /** GPT-2's names: `wte.weight` `[V, C]`, `wpe.weight`, `h.0.ln_1.weight`, … Matrices are `[inputs, outputs]`. */
  parameters: Record<string, Variable>;
  /** int32 `[B, T]` to logits `[B·T, V]`: at each place, scores for the token after it. */
  forward(tokens: tf.Tensor2D): Variable;
}

/**
 * Makes a GPT: token and position embeddings, then blocks of causal self-attention and a feed-forward layer, each
 * after a layer norm and beside a residual connection; the token embeddings read the result out. The caller frees
 * its parameters.
 *
 * @throws RangeError if a size is not a positive whole number, or the heads do not divide the width
 * @see Radford et al. 2019, "Language models are unsupervised multitask learners", §2.3
 */
export function gpt(config: GptConfig): Gpt {
  const { vocabSize, contextLength, width, heads, layers, seed = 1 } = config;
  for (const [name, size] of Object.entries({ vocabSize, contextLength, width, heads, layers })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`gpt: got ${name} ${size}, want a positive whole number`);
  }
  if (width % heads !== 0) {
    throw new RangeError(`gpt: got width ${width} and ${heads} heads, want a width they divide`);
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const normal = (name: string, shape: [number, number], deviation = 0.02) => {
    const size = shape[0] * shape[1];
    const numbers = Float32Array.from({ length: size }, () => deviation * stream.normal());
    return remember(name, tf.tensor2d(numbers, shape));
  };
  const norm = (name: string) => ({
    weight: remember(`${name}.weight`, tf.ones([width])),
    bias: remember(`${name}.bias`, tf.zeros([width])),
  });
  const layer = (name: string, inputs: number, outputs: number, deviation?: number) => ({
    weight: normal(`${name}.weight`, [inputs, outputs], deviation),
    bias: remember(`${name}.bias`, tf.zeros([outputs])),
  });

  const tokenTable = normal("wte.weight", [vocabSize, width]);
  const positionTable = normal("wpe.weight", [contextLength, width]);
  // Each block adds twice to the residual stream; scaled so, the sum starts as large as one addition.
  const residualDeviation = 0.02 / Math.sqrt(2 * layers);
  const blocks = Array.from({ length: layers }, (_, i) => ({
    ln1: norm(`h.${i}.ln_1`),
    qkv: layer(`h.${i}.attn.c_attn`, width, 3 * width),
    attended: layer(`h.${i}.attn.c_proj`, width, width, residualDeviation),
    ln2: norm(`h.${i}.ln_2`),
    wide: layer(`h.${i}.mlp.c_fc`, width, 4 * width),
    narrow: layer(`h.${i}.mlp.c_proj`, 4 * width, width, residualDeviation),
  }));
  const last = norm("ln_f");

  const forward = (tokens: tf.Tensor2D) => {
    const [B, T] = tokens.shape;
    if (T > contextLength) {
      throw new ShapeError(
        `gpt: tokens have shape [${tokens.shape}], so T=${T}, but the context length is ${contextLength}`,
      );
    }
    const positions = slice(positionTable, [0, 0], [T, width]); // [T, C]
    let x = add(gather(tokenTable, tokens), positions); // [B, T, C]
    for (const { ln1, qkv, attended, ln2, wide, narrow } of blocks) {
      const read = linear(layerNorm(x, ln1.weight, ln1.bias), qkv.weight, qkv.bias); // [B, T, 3C]
      const heard = selfAttention(read, { heads, causal: true }); // [B, T, C]
      x = add(x, linear(heard, attended.weight, attended.bias));
      const thought = gelu(linear(layerNorm(x, ln2.weight, ln2.bias), wide.weight, wide.bias));
      x = add(x, linear(thought, narrow.weight, narrow.bias));
    }
    const read = layerNorm(x, last.weight, last.bias);
    return unembed(reshape(read, [B * T, width]), tokenTable); // [B·T, V]
  };
  return { config: { ...config, seed }, parameters, forward };
}
