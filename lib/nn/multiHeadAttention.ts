import type * as tf from "@tensorflow/tfjs";
import { type Operand, toVariable, type Variable } from "../autograd/tensor.js";
import { bindAxes } from "../tensor/axes.js";
import { type Attention, scaledDotProductAttention } from "./attention.js";
import { joinHeads, splitHeads } from "./heads.js";
import { linear } from "./linear.js";

/** A linear layer's numbers. */
export interface Projection {
  /** `[C, C]`, `[inputs, outputs]` */
  weight: Variable;
  /** `[C]` */
  bias: Variable;
}

/** The four linear layers of multi-head attention. */
export interface AttentionProjections {
  query: Projection;
  key: Projection;
  value: Projection;
  output: Projection;
}

/** As `Attention`, and the queries, keys and values that made it, `[B, H, T or S, D]`. */
export interface MultiHeadAttention extends Attention {
  q: Variable;
  k: Variable;
  v: Variable;
}

/**
 * Multi-head attention: queries from one sequence, keys and values from another or the same; each head attends within
 * its own D numbers, and one last layer mixes what the heads found.
 *
 * @param x what asks, `[B, T, C]`
 * @param memory what is asked, `[B, S, C]`; give `x` again for self-attention
 * @param projections weights `[C, C]` as `[inputs, outputs]`
 * @param options.heads H, which must divide C
 * @param options.mask bool, fitting `[B, H, T, S]` when broadcast; false hides a key from a query
 * @returns `output` is `[B, T, C]`
 * @throws ShapeError if sizes disagree, the heads do not divide C, or the mask does not fit
 * @see Vaswani et al. 2017, §3.2.2, https://arxiv.org/abs/1706.03762
 */
export function multiHeadAttention(
  x: Operand,
  memory: Operand,
  { query, key, value, output }: AttentionProjections,
  { heads, mask }: { heads: number; mask?: tf.Tensor | undefined },
): MultiHeadAttention {
  const [asking, asked] = [toVariable(x), toVariable(memory)];
  bindAxes("multiHeadAttention", { x: [asking, "BTC"], memory: [asked, "BSC"] });
  const project = (from: Variable, { weight, bias }: Projection) =>
    splitHeads(linear(from, weight, bias), heads);
  const q = project(asking, query); // [B, H, T, D]
  const [k, v] = [project(asked, key), project(asked, value)]; // [B, H, S, D]
  const attention = scaledDotProductAttention(q, k, v, { mask });
  const mixed = linear(joinHeads(attention.output), output.weight, output.bias); // [B, T, C]
  return { ...attention, output: mixed, q, k, v };
}
