import type { Variable } from "../autograd/tensor.js";
import { magnitudeMasks } from "./magnitudeMasks.js";
import { applyMasks } from "./masks.js";
import { putWeights, readWeights } from "./parameterWeights.js";
import type { Weights } from "./weights.js";

/** What one parameter's pruning did, with all others whole. */
export interface SensitivityPoint {
  name: string;
  sparsity: number;
  /** What `judge` said. */
  quality: number;
}

export interface SensitivityOptions {
  /** Which to prune, one after the other. */
  names: readonly string[];
  sparsities: readonly number[];
  /** How good the model is now. */
  judge: () => Promise<number>;
}

/**
 * How much each layer can lose: prunes one parameter at a time to each sparsity, asks how good the model still is, and
 * puts the weights back. Nothing is trained.
 *
 * @throws RangeError for a name that the model lacks or a sparsity outside 0 to 1
 * @see Li et al. 2017, "Pruning filters for efficient ConvNets", §3.2, https://arxiv.org/abs/1608.08710
 */
export async function* sensitivityScan(
  parameters: Readonly<Record<string, Variable>>,
  { names, sparsities, judge }: SensitivityOptions,
): AsyncGenerator<SensitivityPoint, void, void> {
  const weights = await readWeights(parameters, names);
  for (const name of names) {
    const only: Weights = { [name]: weights[name] as Weights[string] };
    try {
      for (const sparsity of sparsities) {
        putWeights(
          parameters,
          applyMasks(only, magnitudeMasks(only, { sparsity, scope: "layer" })),
        );
        yield { name, sparsity, quality: await judge() };
      }
    } finally {
      putWeights(parameters, only);
    }
  }
}
