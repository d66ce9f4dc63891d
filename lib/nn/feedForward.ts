import type { Variable } from "../autograd/tensor.js";
import { gelu } from "./gelu.js";
import { linear } from "./linear.js";

/** A linear layer's parameters. */
export interface LinearParameters {
  /** `[I, O]` */
  weight: Variable;
  /** `[O]` */
  bias: Variable;
}

/**
 * A Transformer's feed-forward layer, `gelu(x W + b) V + c`: two linear layers that treat each position by itself.
 *
 * @param x `[…, C]`
 * @param wide C to F, usually 4C
 * @param narrow F to C
 * @returns `[…, C]`
 * @throws ShapeError if C or F differ
 * @see Vaswani et al. 2017, "Attention is all you need", §3.3, https://arxiv.org/abs/1706.03762
 */
export function feedForward(x: Variable, wide: LinearParameters, narrow: LinearParameters) {
  const hidden = gelu(linear(x, wide.weight, wide.bias)); // […, F]
  return linear(hidden, narrow.weight, narrow.bias);
}
