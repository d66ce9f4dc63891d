import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";
import type { Gpt } from "./gpt.js";

/**
 * How far from the tokens a parameter of a GPT works: 0 for the embeddings, then 1 to L for the blocks, L+1 for the
 * last norm, and L+2 for whatever stands on top. It makes the state of that number: see `Gpt.states`.
 *
 * @param name a GPT-2 name, such as `h.0.attn.c_attn.weight`
 * @param layers L
 */
export function stageOf(name: string, layers: number): number {
  if (name.startsWith("wte.") || name.startsWith("wpe.")) return 0;
  const block = /^h\.(\d+)\./.exec(name)?.[1];
  if (block !== undefined) return Number(block) + 1;
  return name.startsWith("ln_f.") ? layers + 1 : layers + 2;
}

/** The parameters that are left to train when the lowest `frozen` stages are not. */
export function aboveFrozen(
  parameters: Readonly<Record<string, Variable>>,
  { frozen, layers }: { frozen: number; layers: number },
): Record<string, Variable> {
  const entries = Object.entries(parameters);
  return Object.fromEntries(entries.filter(([name]) => stageOf(name, layers) >= frozen));
}

/**
 * Gives a GPT another's numbers in its lowest stages, and leaves the others as they are.
 *
 * @param stages how many. Default: all.
 * @throws RangeError if the two are not equal in size
 */
export function copyStages(from: Gpt, to: Gpt, stages = from.config.layers + 2): void {
  const sizes = ({ config }: Gpt) => {
    const { vocabSize, contextLength, width, heads, layers } = config;
    return [vocabSize, contextLength, width, heads, layers].join(", ");
  };
  if (sizes(from) !== sizes(to)) {
    throw new RangeError(
      `copyStages: got a GPT of sizes ${sizes(from)} to copy to one of ${sizes(to)}, want equal sizes`,
    );
  }
  for (const [name, parameter] of Object.entries(to.parameters)) {
    if (stageOf(name, to.config.layers) >= stages) continue;
    parameter.assign(tf.clone((from.parameters[name] as Variable).data));
  }
}
