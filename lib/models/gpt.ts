import * as tf from "@tensorflow/tfjs";
import { add } from "../autograd/arithmetic.js";
import { gather } from "../autograd/gather.js";
import { reshape } from "../autograd/reshape.js";
import { slice } from "../autograd/slice.js";
import { parameter, toVariable, type Variable } from "../autograd/tensor.js";
import { dropout } from "../nn/dropout.js";
import { normalMatrix } from "../nn/initialize.js";
import { layerNorm } from "../nn/layerNorm.js";
import { type BlockMatrix, type Drop, transformerBlock } from "../nn/transformerBlock.js";
import { unembed } from "../nn/unembed.js";
import { ShapeError } from "../tensor/axes.js";
import { type Random, random } from "../tensor/random.js";

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
  /**
   * Standard deviation of the first weights. Default 0.02, GPT-2's, which suits its widths; a narrow model starts
   * faster with about 1/√C.
   */
  deviation?: number;
}

/** How much larger than `deviation` says the first weights of some parts are; 1 by default. */
export interface GptScales {
  tokens?: number;
  positions?: number;
  /** The blocks' matrices. */
  matrices?: number;
}

/** Dropout in training: of the embeddings and of what each branch adds, as in GPT-2 (which drops attention weights too). */
export interface GptDropout {
  /** From 0 to below 1. GPT-2's is 0.1. */
  rate: number;
  /** The same seed drops the same numbers; give each step its own. */
  seed: number;
}

/** A decoder-only Transformer. */
export interface Gpt {
  config: Required<GptConfig>;
  /** GPT-2's names: `wte.weight` `[V, C]`, `wpe.weight`, `h.0.ln_1.weight`, … Matrices are `[inputs, outputs]`. */
  parameters: Record<string, Variable>;
  /** int32 `[B, T]` to logits `[B·T, V]`: at each place, scores for the token after it. */
  forward(tokens: tf.Tensor2D, dropout?: GptDropout): Variable;
  /**
   * What the logits are read from, from the bottom: int32 `[B, T]` to the L+2 states `[B, T, C]` after the embeddings,
   * after each block, and after the last norm. The lowest `frozen` states are constants: `backward` stops there and
   * does not free them, so call it in `tf.tidy` then. Default 0.
   */
  states(tokens: tf.Tensor2D, options?: { frozen?: number }): Variable[];
}

/**
 * Makes a GPT: token and position embeddings, then blocks of causal self-attention and a feed-forward layer, each
 * after a layer norm and beside a residual connection; the token embeddings read the result out. The caller frees
 * its parameters.
 *
 * @param scales of some parts' first weights, beside `deviation`. Default: all 1
 * @throws RangeError if a size is not a positive whole number, the heads do not divide the width, or the deviation is negative
 * @see Radford et al. 2019, "Language models are unsupervised multitask learners", §2.3
 */
export function gpt(config: GptConfig, scales: GptScales = {}): Gpt {
  return gptFrom(config, random(config.seed ?? 1), scales);
}

/** As `gpt`, with all matrices 0: for weights that come from a file. */
export function emptyGpt(config: GptConfig): Gpt {
  return gptFrom(config, undefined, {});
}

function gptFrom(config: GptConfig, stream: Random | undefined, scales: GptScales): Gpt {
  const { vocabSize, contextLength, width, heads, layers, seed = 1, deviation = 0.02 } = config;
  if (!(deviation >= 0 && deviation < Infinity)) {
    throw new RangeError(`gpt: got deviation ${deviation}, want a finite number from 0`);
  }
  for (const [name, size] of Object.entries({ vocabSize, contextLength, width, heads, layers })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`gpt: got ${name} ${size}, want a positive whole number`);
  }
  if (width % heads !== 0) {
    throw new RangeError(`gpt: got width ${width} and ${heads} heads, want a width they divide`);
  }
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const table = (name: string, rows: number, scale = 1) =>
    remember(name, normalMatrix(rows, width, deviation * scale, stream));

  const tokenTable = table("wte.weight", vocabSize, scales.tokens);
  const positionTable = table("wpe.weight", contextLength, scales.positions);
  // Each block adds twice to the residual stream; scaled so, the sum starts as large as one addition.
  const branchDeviation = deviation * (scales.matrices ?? 1);
  const residualDeviation = branchDeviation / Math.sqrt(2 * layers);
  const spread = ({ endsBranch }: BlockMatrix) =>
    endsBranch ? residualDeviation : branchDeviation;
  const blocks = Array.from({ length: layers }, (_, i) => {
    const block = transformerBlock({ width, heads, deviation: spread, random: stream });
    for (const [name, variable] of Object.entries(block.parameters)) {
      variable.label = `h.${i}.${name}`;
      parameters[variable.label] = variable;
    }
    return block;
  });
  const last = {
    weight: remember("ln_f.weight", tf.ones([width])),
    bias: remember("ln_f.bias", tf.zeros([width])),
  };

  const embed = (tokens: tf.Tensor2D) => {
    const T = tokens.shape[1];
    if (T > contextLength) {
      throw new ShapeError(
        `gpt: tokens have shape [${tokens.shape}], so T=${T}, but the context length is ${contextLength}`,
      );
    }
    const positions = slice(positionTable, [0, 0], [T, width]); // [T, C]
    return add(gather(tokenTable, tokens), positions); // [B, T, C]
  };
  const layersAbove = [
    ...blocks.map(({ forward }): Layer => forward),
    (x: Variable) => layerNorm(x, last.weight, last.bias),
  ];
  const states = (
    tokens: tf.Tensor2D,
    { frozen = 0, drop }: { frozen?: number; drop?: Drop | undefined } = {},
  ) => {
    if (!(Number.isInteger(frozen) && frozen >= 0 && frozen <= layers + 2)) {
      throw new RangeError(
        `gpt: got ${frozen} frozen states, want a whole number to ${layers + 2}`,
      );
    }
    const climb = (made: Variable[], count: number) => {
      if (made.length === 0 && count > 0) made.push(drop ? drop(embed(tokens)) : embed(tokens));
      while (made.length < count) {
        made.push((layersAbove[made.length - 1] as Layer)(made.at(-1) as Variable, drop));
      }
      return made;
    };
    const fixed = tf.tidy(() => climb([], frozen).map(({ data }) => data));
    return climb(fixed.map(toVariable), layers + 2);
  };
  const forward = (tokens: tf.Tensor2D, noise?: GptDropout) => {
    const seeds = random(noise?.seed ?? 0);
    const drop =
      noise && ((x: Variable) => dropout(x, { rate: noise.rate, seed: seeds.integer(2 ** 32) }));
    const read = states(tokens, { drop }).at(-1) as Variable; // [B, T, C]
    return unembed(reshape(read, [tokens.size, width]), tokenTable); // [B·T, V]
  };
  return { config: { ...config, seed, deviation }, parameters, forward, states };
}

type Layer = (x: Variable, drop?: Drop) => Variable;
