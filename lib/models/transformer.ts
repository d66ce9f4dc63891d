import * as tf from "@tensorflow/tfjs";
import { add, mul } from "../autograd/arithmetic.js";
import { relu } from "../autograd/elementwise.js";
import { gather } from "../autograd/gather.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { dropout } from "../nn/dropout.js";
import { layerNorm } from "../nn/layerNorm.js";
import { linear } from "../nn/linear.js";
import { causalMask, paddingMask } from "../nn/masks.js";
import { type MultiHeadAttention, multiHeadAttention } from "../nn/multiHeadAttention.js";
import { sinusoidalPositions } from "../nn/positions.js";
import { ShapeError } from "../tensor/axes.js";
import { type Random, random } from "../tensor/random.js";

export interface TransformerConfig {
  /** Tokens that the encoder knows. */
  sourceVocabSize: number;
  /** Tokens that the decoder knows, V. */
  targetVocabSize: number;
  /** Numbers for each token, C; even, for the positions. */
  width: number;
  heads: number;
  /** Of the encoder, and as many of the decoder. */
  layers: number;
  /** Of the feed-forward layers, F. Default 4C. */
  hidden?: number;
  /** The longest sequence on either side. */
  contextLength: number;
  /** The source token that only fills up, which nobody reads. Default: there is none */
  padding?: number;
  /** Whether layers normalize what their branches read (`pre`), or the sum (`post`, as in the paper). Default `pre`. */
  norm?: "pre" | "post";
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** How one layer attended; of the decoder, `cross` is to what the encoder read. */
export interface LayerAttention {
  self: MultiHeadAttention;
  cross?: MultiHeadAttention;
}

/** What the encoder made of a source. */
export interface Memory {
  /** `[B, S, C]` */
  output: Variable;
  /** bool `[B, 1, 1, S]`, or nothing where no token fills up */
  mask: tf.Tensor4D | undefined;
  attentions: LayerAttention[];
}

/** What the decoder makes of a target so far. */
export interface Decoded {
  /** `[B, T, V]`: at each place, scores for the token after it */
  logits: Variable;
  attentions: LayerAttention[];
}

/** Drops numbers while it trains: each place that drops asks for its own seed. */
export interface TrainingNoise {
  /** Of dropout, from 0 to below 1. */
  rate: number;
  seed: number;
}

/**
 * Is shown every tensor on the way, by where it is: `encoder.layers.0.self_attn.weights`. The tensors belong to the
 * graph; who wants to keep one copies it.
 */
export type See = (name: string, value: Variable) => void;

/** An encoder–decoder Transformer. */
export interface Transformer {
  config: TransformerConfig;
  /** PyTorch's names where it has them (`encoder.layers.0.linear1.weight`); matrices are `[inputs, outputs]`. */
  parameters: Record<string, Variable>;
  /** int32 `[B, S]`; the caller keeps `mask` until it has decoded. */
  encode(source: tf.Tensor2D, noise?: TrainingNoise, see?: See): Memory;
  /** int32 `[B, T]`: what has been written so far, from the start token on. */
  decode(
    memory: Pick<Memory, "output" | "mask">,
    target: tf.Tensor2D,
    noise?: TrainingNoise,
    see?: See,
  ): Decoded;
}

/**
 * Makes the encoder–decoder Transformer: the encoder reads all of the source at once; the decoder writes the target token
 * by token, reading what it has written (never what comes after) and, through cross-attention, what the encoder made of the
 * source. Positions are the paper's sines. The caller frees its parameters.
 *
 * With `pre` each half ends in one more layer norm, since its last sum is not normalized.
 *
 * @throws RangeError if a size is not a positive whole number, the heads do not divide the width, or the width is odd
 * @see Vaswani et al. 2017, "Attention is all you need", §3, https://arxiv.org/abs/1706.03762
 */
export function transformer(config: TransformerConfig): Transformer {
  checkConfig(config);
  const { width, heads, layers, hidden = 4 * width, contextLength } = config;
  const { norm = "pre", padding, seed = 1 } = config;
  const store = parameterStore(width, hidden, random(seed));
  const sourceTable = store.table("source.embedding", config.sourceVocabSize);
  const targetTable = store.table("target.embedding", config.targetVocabSize);
  const half = (name: "encoder" | "decoder") => ({
    layers: Array.from({ length: layers }, (_, i) =>
      store.layer(`${name}.layers.${i}`, name === "decoder"),
    ),
    last: norm === "pre" ? store.norm(`${name}.norm`) : undefined,
  });
  const [encoder, decoder] = [half("encoder"), half("decoder")];
  const generator = store.linear("generator", width, config.targetVocabSize);

  /** `x + branch(x)`, with the norm and the dropout where they belong. */
  const around = (
    x: Variable,
    { weight, bias }: Norm,
    branch: (x: Variable) => Variable,
    { drop, see, names }: AroundOptions,
  ) => {
    const [normName, sumName] = names;
    const normalized = (x: Variable) => seen(see, normName, layerNorm(x, weight, bias));
    if (norm === "post") return normalized(seen(see, sumName, add(x, drop(branch(x)))));
    return seen(see, sumName, add(x, drop(branch(normalized(x)))));
  };

  const embed = (table: Variable, tokens: tf.Tensor2D, { drop, see, name }: EmbedOptions) => {
    const [, T] = tokens.shape;
    if (T > contextLength) {
      throw new ShapeError(
        `transformer: tokens have shape [${tokens.shape}], so ${T} in a row, but the context length is ${contextLength}`,
      );
    }
    const scaled = mul(gather(table, tokens), Math.sqrt(width)); // [B, T, C]
    see(`${name}.embedding`, scaled);
    return drop(seen(see, `${name}.positions`, add(scaled, sinusoidalPositions(T, width))));
  };

  /** Runs one half; `memory` is what its cross-attention asks. */
  const run = (
    { layers, last }: ReturnType<typeof half>,
    start: Variable,
    { self, memory, drop, see, name }: RunOptions,
  ) => {
    const attentions: LayerAttention[] = [];
    let x = start;
    for (const [i, layer] of layers.entries()) {
      const within: See = (part, value) => see(`${name}.layers.${i}.${part}`, value);
      const options = (number: number) => ({
        drop,
        see: within,
        names: [`norm${number}`, `sum${number}`] as [string, string],
      });
      const done: Partial<LayerAttention> = {};
      const attend = (x: Variable) => {
        done.self = multiHeadAttention(x, x, layer.self, { heads, mask: self });
        return seenAttention(within, "self_attn", done.self);
      };
      x = around(x, layer.norm1, attend, options(1));
      if (layer.cross && layer.norm2 && memory) {
        const [projections, { output, mask }] = [layer.cross, memory];
        const ask = (x: Variable) => {
          done.cross = multiHeadAttention(x, output, projections, { heads, mask });
          return seenAttention(within, "multihead_attn", done.cross);
        };
        x = around(x, layer.norm2, ask, options(2));
      }
      const think = (x: Variable) => feedForward(x, layer, drop, within);
      x = around(x, layer.lastNorm, think, options(layer.cross ? 3 : 2));
      attentions.push(done as LayerAttention);
    }
    if (!last) return { output: x, attentions };
    return { output: seen(see, `${name}.norm`, layerNorm(x, last.weight, last.bias)), attentions };
  };

  const encode = (source: tf.Tensor2D, noise?: TrainingNoise, see: See = () => {}): Memory => {
    const drop = dropper(noise);
    const mask = padding === undefined ? undefined : paddingMask(source, padding);
    const options = { drop, see, name: "encoder" };
    const start = embed(sourceTable, source, options);
    return { ...run(encoder, start, { self: mask, ...options }), mask };
  };

  const decode = (
    memory: Pick<Memory, "output" | "mask">,
    target: tf.Tensor2D,
    noise?: TrainingNoise,
    see: See = () => {},
  ): Decoded => {
    const drop = dropper(noise && { ...noise, seed: noise.seed ^ 0x5bd1e995 });
    const options = { drop, see, name: "decoder" };
    const start = embed(targetTable, target, options);
    const self = causalMask(target.shape[1]);
    const { output, attentions } = run(decoder, start, { self, memory, ...options });
    const logits = seen(see, "logits", linear(output, generator.weight, generator.bias));
    return { logits, attentions };
  };
  return { config, parameters: store.parameters, encode, decode };
}

interface EmbedOptions {
  drop: (x: Variable) => Variable;
  see: See;
  /** Before the names of what is seen. */
  name: string;
}

interface AroundOptions {
  drop: (x: Variable) => Variable;
  see: See;
  /** Of the normalized numbers, and of the sum. */
  names: [string, string];
}

interface RunOptions extends EmbedOptions {
  /** Who may read whom within the sequence. */
  self: tf.Tensor | undefined;
  memory?: Pick<Memory, "output" | "mask">;
}

interface Norm {
  weight: Variable;
  bias: Variable;
}

type Store = ReturnType<typeof parameterStore>;

function feedForward(
  x: Variable,
  { linear1, linear2 }: ReturnType<Store["layer"]>,
  drop: (x: Variable) => Variable,
  see: See,
): Variable {
  const wide = seen(see, "hidden", relu(linear(x, linear1.weight, linear1.bias))); // [B, T, F]
  return seen(see, "linear2", linear(drop(wide), linear2.weight, linear2.bias));
}

/** Shows a tensor on its way. */
function seen(see: See, name: string, value: Variable): Variable {
  see(name, value);
  return value;
}

function seenAttention(see: See, name: string, { q, k, v, weights, output }: MultiHeadAttention) {
  for (const [part, value] of Object.entries({ q, k, v, weights, output }))
    see(`${name}.${part}`, value);
  return output;
}

/** A function that drops with another seed at each call, or leaves all as it is. */
function dropper(noise: TrainingNoise | undefined): (x: Variable) => Variable {
  if (!noise) return (x) => x;
  const seeds = random(noise.seed);
  return (x) => dropout(x, { rate: noise.rate, seed: seeds.integer(2 ** 32) });
}

/** Makes parameters under their names: tables normal with 1/√C, matrices by Xavier's uniform rule, as in the paper's code. */
function parameterStore(width: number, hidden: number, stream: Random) {
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const table = (name: string, tokens: number) => {
    const numbers = Float32Array.from(
      { length: tokens * width },
      () => stream.normal() / Math.sqrt(width),
    );
    return remember(`${name}.weight`, tf.tensor2d(numbers, [tokens, width]));
  };
  const linear = (name: string, inputs: number, outputs: number) => {
    const limit = Math.sqrt(6 / (inputs + outputs));
    const numbers = Float32Array.from(
      { length: inputs * outputs },
      () => limit * (2 * stream.uniform() - 1),
    );
    return {
      weight: remember(`${name}.weight`, tf.tensor2d(numbers, [inputs, outputs])),
      bias: remember(`${name}.bias`, tf.zeros([outputs])),
    };
  };
  const norm = (name: string) => ({
    weight: remember(`${name}.weight`, tf.ones([width])),
    bias: remember(`${name}.bias`, tf.zeros([width])),
  });
  const attention = (name: string) => ({
    query: linear(`${name}.query`, width, width),
    key: linear(`${name}.key`, width, width),
    value: linear(`${name}.value`, width, width),
    output: linear(`${name}.out_proj`, width, width),
  });
  const layer = (name: string, hasCross: boolean) => ({
    self: attention(`${name}.self_attn`),
    cross: hasCross ? attention(`${name}.multihead_attn`) : undefined,
    linear1: linear(`${name}.linear1`, width, hidden),
    linear2: linear(`${name}.linear2`, hidden, width),
    norm1: norm(`${name}.norm1`),
    norm2: hasCross ? norm(`${name}.norm2`) : undefined,
    lastNorm: norm(`${name}.norm${hasCross ? 3 : 2}`),
  });
  return { parameters, table, linear, norm, layer };
}

function checkConfig(config: TransformerConfig): void {
  const { sourceVocabSize, targetVocabSize, width, heads, layers, contextLength } = config;
  const sizes = { sourceVocabSize, targetVocabSize, width, heads, layers, contextLength };
  for (const [name, size] of Object.entries({ ...sizes, hidden: config.hidden ?? 1 })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`transformer: got ${name} ${size}, want a positive whole number`);
  }
  if (width % heads !== 0) {
    throw new RangeError(
      `transformer: got width ${width} and ${heads} heads, want a width they divide`,
    );
  }
}
