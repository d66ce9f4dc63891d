import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { gpt } from "../../lib/models/gpt.js";
import { adam } from "../../lib/optim/adam.js";
import type { Optimizer } from "../../lib/optim/optimizer.js";
import { noam } from "../../lib/optim/schedules.js";
import { sgd } from "../../lib/optim/sgd.js";
import { restoreCheckpoint, takeCheckpoint } from "../../lib/train/checkpoint.js";
import { train } from "../../lib/train/train.js";

const config = { vocabSize: 7, contextLength: 6, width: 8, heads: 2, layers: 1 };

export const optimizers: Record<string, (p: Record<string, Variable>) => Optimizer> = {
  adam: (parameters) => adam(parameters, { weightDecay: 0.1 }),
  momentum: (parameters) => sgd(parameters, { learningRate: 0.1, momentum: 0.9 }),
  plain: (parameters) => sgd(parameters, { learningRate: 0.1 }),
};

/** The parameters' bits after 12 steps, either in one go or with a break, a new model and a checkpoint after some. */
export async function trained(makeOptimizer: string, breakAfter?: number): Promise<number[]> {
  const batches = Array.from({ length: 13 }, (_, i) => {
    const tokens = Int32Array.from({ length: 12 }, (_, j) => (i * 5 + j * j) % 7);
    return tf.tensor2d(tokens, [2, 6], "int32");
  });
  const start = (seed: number) => {
    const model = gpt({ ...config, seed });
    const make = optimizers[makeOptimizer] as (typeof optimizers)[string];
    return { ...model, optimizer: make(model.parameters) };
  };
  let state = start(1);
  const free = () => {
    state.optimizer.dispose();
    for (const parameter of Object.values(state.parameters)) parameter.dispose();
  };
  const run = async (taken: number, until?: number) => {
    let next = taken;
    const loss = (x: tf.Tensor2D) =>
      softmaxCrossEntropy(state.forward(x), tf.reshape(x, [12]) as tf.Tensor1D);
    const draw = () => batches[next++] as tf.Tensor2D;
    const options = { ...state, loss, batches: draw, steps: 12, taken };
    for await (const progress of train({ ...options, schedule: noam({ width: 8, warmUp: 4 }) })) {
      if (until === undefined || progress.taken < until) continue;
      return { file: await takeCheckpoint(state), taken: progress.taken };
    }
    return undefined;
  };
  const kept = await run(0, breakAfter);
  if (kept) {
    free();
    state = start(2);
    await restoreCheckpoint(kept.file, state);
    await run(kept.taken);
  }
  const bits: number[] = [];
  for (const { data } of Object.values(state.parameters)) bits.push(...(await data.data()));
  free();
  tf.dispose(batches);
  expect(bits.every(Number.isFinite)).toBe(true);
  return bits;
}
