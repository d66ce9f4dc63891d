import * as tf from "@tensorflow/tfjs";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { type Gpt, type GptConfig, gpt } from "../../lib/models/gpt.js";
import { adam } from "../../lib/optim/adam.js";
import type { Optimizer } from "../../lib/optim/optimizer.js";
import { random } from "../../lib/tensor/random.js";

export const smallGpt: GptConfig = {
  vocabSize: 11,
  contextLength: 8,
  width: 12,
  heads: 3,
  layers: 1,
};

export interface Training {
  model: Gpt;
  /** One step on the next batch; nothing is read back. */
  step(): void;
  /** Frees all, and gives every parameter's numbers by name. */
  finish(): Promise<Record<string, number[]>>;
}

const withAdam = ({ parameters }: Gpt): Optimizer =>
  adam(parameters, { learningRate: 0.01, weightDecay: 0.1 });

/** A GPT on seeded batches of two sequences, each number followed by the next but one. Default: with Adam. */
export function trainGpt(config: GptConfig, optimize = withAdam): Training {
  const model = gpt(config);
  const optimizer = optimize(model);
  const stream = random(4);
  const { vocabSize: V, contextLength: T } = config;
  const step = () => {
    const starts = [stream.integer(V), stream.integer(V)];
    const at = (shift: number) =>
      starts.map((start) => Array.from({ length: T }, (_, t) => (start + 2 * (t + shift)) % V));
    const tokens = tf.tensor2d(at(0), [2, T], "int32");
    const labels = tf.tensor1d(at(1).flat(), "int32");
    const loss = softmaxCrossEntropy(model.forward(tokens), labels);
    backward(loss);
    optimizer.step();
    zeroGrad(model.parameters);
    loss.dispose();
    tf.dispose([tokens, labels]);
  };
  const finish = async () => {
    const numbers: Record<string, number[]> = {};
    for (const [name, variable] of Object.entries(model.parameters)) {
      numbers[name] = [...(await variable.data.data())];
      variable.dispose();
    }
    optimizer.dispose();
    return numbers;
  };
  return { model, step, finish };
}

/** The parameters after so many steps, all in one list. */
export async function trained(steps: number): Promise<number[]> {
  const training = trainGpt(smallGpt);
  for (let i = 0; i < steps; i++) training.step();
  return Object.values(await training.finish()).flat();
}
