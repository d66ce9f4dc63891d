import type { Variable } from "../autograd/tensor.js";
import { magnitudeMasks } from "./magnitudeMasks.js";
import { applyMasks, countKept, fullMasks, type Masks } from "./masks.js";
import { putWeights, readWeights } from "./parameterWeights.js";
import type { Weights } from "./weights.js";

export interface TicketOptions {
  /** Which parameters to prune; the others are rewound and trained only. */
  names: readonly string[];
  /** The share of what is left that goes after each round, above 0 and below 1. */
  rate: number;
  rounds: number;
  /** Trains the parameters as they are, with what the masks leave; they hold through it. */
  train: (masks: Masks) => Promise<void>;
  /** The weights to begin each round from. Default those of the model now. */
  start?: Weights;
}

/** One round of the search. The model now holds the trained weights. */
export interface TicketRound {
  /** From 0, which is the whole model. */
  round: number;
  /** What this round trained. */
  masks: Masks;
  /** The share of the prunable weights that it trained. */
  density: number;
  /** What it began from, before masks. */
  start: Weights;
}

/**
 * Looks for a winning ticket: trains, lets the smallest weights of all layers together go, gives the others back the
 * numbers they began with, and trains again.
 *
 * @yields each round after its training, the whole model first
 * @throws RangeError for a rate outside 0 to 1, rounds below 0, or names that the model lacks
 * @see Frankle and Carbin 2019, "The lottery ticket hypothesis", §1, https://arxiv.org/abs/1803.03635
 */
export async function* findTicket(
  parameters: Readonly<Record<string, Variable>>,
  { names, rate, rounds, train, start }: TicketOptions,
): AsyncGenerator<TicketRound, void, void> {
  if (!(rate > 0 && rate < 1)) {
    throw new RangeError(`findTicket: got rate ${rate}, want a number above 0 and below 1`);
  }
  if (!(Number.isInteger(rounds) && rounds >= 0)) {
    throw new RangeError(`findTicket: got ${rounds} rounds, want a whole number from 0`);
  }
  const from = start ?? (await readWeights(parameters));
  let masks = fullMasks(await readWeights(parameters, names));
  for (let round = 0; ; round++) {
    putWeights(parameters, applyMasks(from, masks));
    await train(masks);
    const { kept, total } = countKept(masks);
    yield { round, masks, density: kept / total, start: from };
    if (round === rounds) return;
    const trained = await readWeights(parameters, names);
    const sparsity = 1 - (kept * (1 - rate)) / total;
    masks = magnitudeMasks(trained, { sparsity, scope: "global", within: masks });
  }
}
