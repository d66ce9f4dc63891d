import * as tf from "@tensorflow/tfjs";
import { add, mul } from "../autograd/arithmetic.js";
import { concat } from "../autograd/concat.js";
import { gather } from "../autograd/gather.js";
import { reshape } from "../autograd/reshape.js";
import { slice } from "../autograd/slice.js";
import { parameter, toVariable, type Variable } from "../autograd/tensor.js";
import { linear } from "../nn/linear.js";
import { causalMask } from "../nn/masks.js";
import { type AttentionProjections, multiHeadAttention } from "../nn/multiHeadAttention.js";
import { selfAttention } from "../nn/selfAttention.js";
import { ShapeError } from "../tensor/axes.js";
import { random } from "../tensor/random.js";

export interface AttentionOnlyConfig {
  /** Tokens that it knows, V. */
  vocabSize: number;
  /** The longest sequence that it reads. */
  contextLength: number;
  /** Numbers for each token, C. */
  width: number;
  /** In each layer, H. */
  heads: number;
  layers: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** One head of one layer, both counted from 0. */
export interface HeadAddress {
  layer: number;
  head: number;
}

export interface ReadOptions {
  /** Heads whose output is taken as zero. Default none. */
  off?: readonly HeadAddress[];
}

export interface ForwardOptions extends ReadOptions {
  /** What attends, `[B, T, 3C]` to `[B, T, C]`, to try another way. Default causal `selfAttention`. */
  attend?: (qkv: Variable, heads: number) => Variable;
}

/** A Transformer of nothing but attention. */
export interface AttentionOnly {
  config: Required<AttentionOnlyConfig>;
  /**
   * `tokens.weight` `[V, C]`, `positions.weight` `[T, C]`; for each layer `layers.0.query.weight` `[C, C]` as
   * `[inputs, outputs]`, `layers.0.query.bias` `[C]`, and so on for `key`, `value` and `output`; `unembedding.weight` `[C, V]`.
   */
  parameters: Record<string, Variable>;
  /** int32 `[B, T]` to logits `[B·T, V]`: at each place, scores for the token after it. The fast way, for training. */
  forward(tokens: tf.Tensor2D, options?: ForwardOptions): Variable;
  /** The same, step by step, with each layer's attention weights `[B, H, T, T]`. Call it in `tf.tidy`: it leaves a mask. */
  look(tokens: tf.Tensor2D, options?: ReadOptions): { logits: Variable; weights: Variable[] };
}

/**
 * Makes a Transformer without feed-forward layers and without norms, in which everything that a token learns of
 * another goes through a head: embeddings of tokens and of positions, then layers of causal attention, each added to
 * what was there, then a linear layer to the logits. The caller frees its parameters.
 *
 * @throws RangeError if a size is not a positive whole number, or the heads do not divide the width
 * @see Elhage et al. 2021, "A mathematical framework for Transformer circuits",
 *   https://transformer-circuits.pub/2021/framework/index.html (theirs has no biases)
 */
export function attentionOnly(config: AttentionOnlyConfig): AttentionOnly {
  const { vocabSize, contextLength, width, heads, layers, seed = 1 } = config;
  for (const [name, size] of Object.entries({ vocabSize, contextLength, width, heads, layers })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`attentionOnly: got ${name} ${size}, want a positive whole number`);
  }
  if (width % heads !== 0) {
    throw new RangeError(
      `attentionOnly: got width ${width} and ${heads} heads, want a width they divide`,
    );
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  // Of standard deviation 1/√C, so that a layer's outputs are about as large as its inputs.
  const normal = (name: string, rows: number, columns: number) => {
    const draw = () => stream.normal() / Math.sqrt(width);
    const numbers = Float32Array.from({ length: rows * columns }, draw);
    return remember(name, tf.tensor2d(numbers, [rows, columns]));
  };
  const projection = (name: string) => ({
    weight: normal(`${name}.weight`, width, width),
    bias: remember(`${name}.bias`, tf.zeros([width])),
  });
  const tokenTable = normal("tokens.weight", vocabSize, width);
  const positionTable = normal("positions.weight", contextLength, width);
  const blocks = Array.from(
    { length: layers },
    (_, i): AttentionProjections => ({
      query: projection(`layers.${i}.query`),
      key: projection(`layers.${i}.key`),
      value: projection(`layers.${i}.value`),
      output: projection(`layers.${i}.output`),
    }),
  );
  const unembedding = {
    weight: normal("unembedding.weight", width, vocabSize),
    bias: remember("unembedding.bias", tf.zeros([vocabSize])),
  };

  /** The last layer of a block, deaf to the heads that are off: their rows of it are zeros. */
  const outputOf = (
    { output }: AttentionProjections,
    layer: number,
    off: readonly HeadAddress[],
  ) => {
    const here = off.filter((address) => address.layer === layer).map(({ head }) => head);
    if (here.length === 0) return output;
    const D = width / heads;
    const keep = Array.from({ length: width }, (_, row) =>
      Number(!here.includes(Math.floor(row / D))),
    );
    return {
      weight: mul(output.weight, toVariable(tf.tensor2d(keep, [width, 1]))),
      bias: output.bias,
    };
  };
  const embed = (tokens: tf.Tensor2D, off: readonly HeadAddress[]) => {
    for (const { layer, head } of off) {
      if (blocks[layer] && Number.isInteger(head) && head >= 0 && head < heads) continue;
      throw new RangeError(
        `attentionOnly: got head ${head} of layer ${layer} to switch off, want heads 0 to ${heads - 1} of layers 0 to ${layers - 1}`,
      );
    }
    const T = tokens.shape[1];
    if (T > contextLength) {
      throw new ShapeError(
        `attentionOnly: tokens have shape [${tokens.shape}], so T=${T}, but the context length is ${contextLength}`,
      );
    }
    return add(gather(tokenTable, tokens), slice(positionTable, [0, 0], [T, width])); // [B, T, C]
  };
  const unembed = (x: Variable) =>
    linear(reshape(x, [x.data.size / width, width]), unembedding.weight, unembedding.bias); // [B·T, V]

  const forward = (
    tokens: tf.Tensor2D,
    { off = [], attend = hearTheEarlier }: ForwardOptions = {},
  ) => {
    let x = embed(tokens, off);
    for (const [layer, block] of blocks.entries()) {
      const asked = [block.query, block.key, block.value];
      const weight = concat(asked.map((each) => each.weight)); // [C, 3C]
      const qkv = linear(x, weight, concat(asked.map((each) => each.bias))); // [B, T, 3C]
      const output = outputOf(block, layer, off);
      x = add(x, linear(attend(qkv, heads), output.weight, output.bias));
    }
    return unembed(x);
  };
  const look = (tokens: tf.Tensor2D, { off = [] }: ReadOptions = {}) => {
    let x = embed(tokens, off);
    const mask = causalMask(tokens.shape[1]);
    const weights: Variable[] = [];
    for (const [layer, block] of blocks.entries()) {
      const projections = { ...block, output: outputOf(block, layer, off) };
      const heard = multiHeadAttention(x, x, projections, { heads, mask });
      weights.push(heard.weights);
      x = add(x, heard.output);
    }
    return { logits: unembed(x), weights };
  };
  return { config: { ...config, seed }, parameters, forward, look };
}

const hearTheEarlier = (qkv: Variable, heads: number) =>
  selfAttention(qkv, { heads, causal: true });
