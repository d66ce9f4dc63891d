import * as tf from "@tensorflow/tfjs";
import { parameter, type Variable } from "../autograd/tensor.js";
import type { Random } from "../tensor/random.js";
import { feedForward } from "./feedForward.js";
import { normalMatrix } from "./initialize.js";
import { layerNorm } from "./layerNorm.js";
import { linear } from "./linear.js";
import { residual } from "./residual.js";
import { selfAttention } from "./selfAttention.js";

/** Where a block normalizes: at the start of each branch, after each sum, or nowhere. */
export type NormPlace = "pre" | "post" | "none";

/** One of a block's four matrices, as it is about to get its first weights. */
export interface BlockMatrix {
  inputs: number;
  outputs: number;
  /** Whether its result is added to the residual stream. */
  endsBranch: boolean;
}

export interface TransformerBlockConfig {
  /** Numbers for each token, C. */
  width: number;
  heads: number;
  /** Of the feed-forward layer, F. Default 4C. */
  hidden?: number;
  /** Whether a position may read only itself and those before it. Default true. */
  causal?: boolean;
  /** Default `pre`. */
  norm?: NormPlace;
  /** Standard deviation of a matrix's first weights. Default 0.02 for each, as in GPT-2. */
  deviation?: (matrix: BlockMatrix) => number;
  /** Gives the first weights; without it they are 0, for a file to fill. */
  random: Random | undefined;
}

export interface TransformerBlock {
  /** GPT-2's names: `ln_1.weight`, `attn.c_attn.weight` `[C, 3C]`, …; none of the norms with `none`. */
  parameters: Record<string, Variable>;
  /**
   * `[B, T, C]` to `[B, T, C]`
   *
   * @param drop what becomes of a branch's result before it is added, in training: dropout. Default: nothing
   */
  forward(x: Variable, drop?: Drop): Variable;
}

/** Dropout with a rate and seeds of its own. */
export type Drop = (x: Variable) => Variable;

/**
 * A Transformer block: self-attention, by which tokens read each other, then a feed-forward layer for each token by
 * itself, each with a residual connection around it. With `pre` a branch reads `norm(x)` and the sum is left alone,
 * `x + f(norm(x))`; with `post`, the first Transformer's way, the sum is normalized, `norm(x + f(x))`.
 *
 * @throws RangeError if a size is not a positive whole number, or the heads do not divide the width
 * @see Vaswani et al. 2017 (post), https://arxiv.org/abs/1706.03762; Xiong et al. 2020, "On layer normalization in
 *   the Transformer architecture", figure 1, https://arxiv.org/abs/2002.04745
 */
export function transformerBlock(config: TransformerBlockConfig): TransformerBlock {
  const { width, heads, hidden = 4 * width, causal = true, norm = "pre", random } = config;
  const { deviation = () => 0.02 } = config;
  for (const [name, size] of Object.entries({ width, heads, hidden })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`transformerBlock: got ${name} ${size}, want a positive whole number`);
  }
  if (width % heads !== 0) {
    throw new RangeError(
      `transformerBlock: got width ${width} and ${heads} heads, want a width they divide`,
    );
  }
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const layer = (name: string, inputs: number, outputs: number, endsBranch: boolean) => {
    const spread = deviation({ inputs, outputs, endsBranch });
    return {
      weight: remember(`${name}.weight`, normalMatrix(inputs, outputs, spread, random)),
      bias: remember(`${name}.bias`, tf.zeros([outputs])),
    };
  };
  const normalizer = (name: string) => {
    if (norm === "none") return (x: Variable) => x;
    const weight = remember(`${name}.weight`, tf.ones([width]));
    const bias = remember(`${name}.bias`, tf.zeros([width]));
    return (x: Variable) => layerNorm(x, weight, bias);
  };

  const norm1 = normalizer("ln_1");
  const qkv = layer("attn.c_attn", width, 3 * width, false);
  const attended = layer("attn.c_proj", width, width, true);
  const norm2 = normalizer("ln_2");
  const wide = layer("mlp.c_fc", width, hidden, false);
  const narrow = layer("mlp.c_proj", hidden, width, true);

  const attend = (x: Variable) => {
    const read = linear(x, qkv.weight, qkv.bias); // [B, T, 3HD]
    const left = (qkv.weight.shape[1] as number) / 3 / (width / heads); // fewer than `heads` once some are pruned
    const heard = selfAttention(read, { heads: left, causal }); // [B, T, HD]
    return linear(heard, attended.weight, attended.bias);
  };
  const think = (x: Variable) => feedForward(x, wide, narrow);
  const forward = (x: Variable, drop: Drop = (x) => x) => {
    if (norm === "post") {
      const heard = norm1(residual(x, (x) => drop(attend(x))));
      return norm2(residual(heard, (x) => drop(think(x))));
    }
    const heard = residual(x, (x) => drop(attend(norm1(x))));
    return residual(heard, (x) => drop(think(norm2(x))));
  };
  return { parameters, forward };
}
