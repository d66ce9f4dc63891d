import * as tf from "@tensorflow/tfjs";
import { add } from "../autograd/arithmetic.js";
import { gather } from "../autograd/gather.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { type BlockMatrix, type NormPlace, transformerBlock } from "../nn/transformerBlock.js";
import { ShapeError } from "../tensor/axes.js";
import { random } from "../tensor/random.js";

export interface BlockStackConfig {
  /** Symbols that it knows, V. */
  vocabSize: number;
  /** How many symbols a row has, T. */
  length: number;
  /** Numbers for each symbol, C. */
  width: number;
  heads: number;
  layers: number;
  norm: NormPlace;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** Transformer blocks, one after the other, that read a row of symbols and write one of the same length. */
export interface BlockStack {
  config: Required<BlockStackConfig>;
  /** `wte.weight` `[V, C]`, `wpe.weight` `[T, C]`, `h.0.attn.c_attn.weight`, …, `head.weight` `[C, V]`, `head.bias`. */
  parameters: Record<string, Variable>;
  /** int32 `[B, T]` to logits `[B, T, V]`: at each place, scores for the symbol to write there. */
  forward(symbols: tf.Tensor2D): Variable;
}

/**
 * Makes a stack of blocks whose places may all read each other, to compare where a block normalizes. The first weights
 * are Xavier's, as in the first Transformer; with `pre` a last norm stands before the output, which `post` has in its
 * last block. The caller frees its parameters.
 *
 * @throws RangeError if a size is not a positive whole number, or the heads do not divide the width
 * @see Xiong et al. 2020, "On layer normalization in the Transformer architecture", https://arxiv.org/abs/2002.04745
 */
export function blockStack(config: BlockStackConfig): BlockStack {
  const { vocabSize, length, width, heads, layers, norm, seed = 1 } = config;
  for (const [name, size] of Object.entries({ vocabSize, length, width, heads, layers })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`blockStack: got ${name} ${size}, want a positive whole number`);
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const normal = (name: string, shape: [number, number], deviation: number) => {
    const size = shape[0] * shape[1];
    const numbers = Float32Array.from({ length: size }, () => deviation * stream.normal());
    return remember(name, tf.tensor2d(numbers, shape));
  };
  const symbolTable = normal("wte.weight", [vocabSize, width], 1);
  const placeTable = normal("wpe.weight", [length, width], 1);
  const deviation = ({ inputs, outputs }: BlockMatrix) => Math.sqrt(2 / (inputs + outputs));
  const blocks = Array.from({ length: layers }, (_, i) => {
    const block = transformerBlock({
      ...{ width, heads, norm, deviation },
      causal: false,
      random: stream,
    });
    for (const [name, variable] of Object.entries(block.parameters)) {
      variable.label = `h.${i}.${name}`;
      parameters[variable.label] = variable;
    }
    return block;
  });
  const last = norm === "pre" && {
    weight: remember("ln_f.weight", tf.ones([width])),
    bias: remember("ln_f.bias", tf.zeros([width])),
  };
  const head = normal("head.weight", [width, vocabSize], 1 / Math.sqrt(width));
  const headBias = remember("head.bias", tf.zeros([vocabSize]));

  const forward = (symbols: tf.Tensor2D) => {
    if (symbols.shape[1] !== length) {
      throw new ShapeError(
        `blockStack: symbols have shape [${symbols.shape}], want rows of ${length}`,
      );
    }
    let x = add(gather(symbolTable, symbols), placeTable); // [B, T, C]
    for (const block of blocks) x = block.forward(x);
    return linear(last ? layerNorm(x, last.weight, last.bias) : x, head, headBias);
  };
  return { config: { ...config, seed }, parameters, forward };
}
