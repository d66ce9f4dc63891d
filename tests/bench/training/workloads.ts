import * as tf from "@tensorflow/tfjs";
import { random } from "../../../lib/tensor/random.js";
import { modelOf } from "./models.js";
import type { Amount, Batch, Numbers, Task } from "./task.js";

export interface Workload {
  title: string;
  amount: Amount;
  /** Steps in one round, so that a round is long against the clock's grain. */
  stepsPerRound: number;
  make(): Task;
}

const adam = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
};

const vocabSize = 96;

/** Every workload by the name that `npm run bench -- training <name>` takes. */
export const workloads: Record<string, Workload> = {
  "gpt-64": gpt(64),
  "gpt-128": gpt(128),
  mlp: {
    title: "MLP 64-256-256-10, batch 256",
    amount: { count: 256, unit: "examples" },
    stepsPerRound: 20,
    make: () =>
      task("mlp", "mlp", { inputs: 64, hidden: [256, 256], outputs: 10 }, (seed) =>
        labelled([256, 64], seed),
      ),
  },
  cnn: {
    title:
      "CNN of 3 × 3 convolutions to 16 and 32 channels, each pooled, and a linear layer, 28 × 28 × 1, batch 64",
    amount: { count: 64, unit: "examples" },
    stepsPerRound: 6,
    make: () =>
      task("cnn", "cnn", { size: 28, channels: 1, filters: [16, 32], outputs: 10 }, (seed) =>
        labelled([64, 28, 28, 1], seed),
      ),
  },
  lstm: {
    title: `LSTM with hidden 64 on embeddings of width 64, vocabulary ${vocabSize}, 50 steps, batch 32`,
    amount: { count: 32 * 50, unit: "tokens" },
    stepsPerRound: 6,
    make: () =>
      task("lstm", "lstm", { vocabSize, width: 64, hidden: 64 }, (seed) => text(32, 50, seed)),
  },
};

function gpt(contextLength: number): Workload {
  const [batch, heads, layers, width] = [16, 4, 4, 128];
  return {
    title: `GPT of ${layers} layers, width ${width}, ${heads} heads, vocabulary ${vocabSize}, context ${contextLength} × batch ${batch}`,
    amount: { count: batch * contextLength, unit: "tokens" },
    stepsPerRound: 6,
    make: () =>
      task(
        `gpt-${contextLength}`,
        "gpt",
        { vocabSize, contextLength, width, heads, layers },
        (seed) => text(batch, contextLength, seed),
      ),
  };
}

function task(
  name: string,
  kind: Task["kind"],
  config: Task["config"],
  batch: (seed: number) => Batch,
): Task {
  const { parameters } = modelOf({ kind, config });
  const numbers: Record<string, Numbers> = {};
  for (const [name, variable] of Object.entries(parameters)) {
    const { data } = variable;
    numbers[name] = { shape: data.shape, values: data.dataSync() as Float32Array };
    variable.dispose();
  }
  const batches = Array.from({ length: 8 }, (_, seed) => batch(seed + 1));
  return { name, kind, config, parameters: numbers, batches, adam };
}

/** Tokens of which most follow from the one before, so that there is something to learn; y is x one place on. */
function text(B: number, T: number, seed: number): Batch {
  const { uniform, integer } = random(seed);
  const x = new Int32Array(B * T);
  const y = new Int32Array(B * T);
  for (let b = 0; b < B; b++) {
    let token = integer(vocabSize);
    for (let t = 0; t < T; t++) {
      x[b * T + t] = token;
      token = uniform() < 0.8 ? (token * 5 + 7) % vocabSize : integer(vocabSize);
      y[b * T + t] = token;
    }
  }
  return { x: { shape: [B, T], values: x }, y };
}

/** Normal numbers around a pattern of each class. */
function labelled(shape: [number, ...number[]], seed: number): Batch {
  const { normal, integer } = random(seed);
  const size = tf.util.sizeFromShape(shape.slice(1));
  const pattern = random(99);
  const patterns = Array.from({ length: 10 }, () =>
    Float32Array.from({ length: size }, () => pattern.normal()),
  );
  const y = Int32Array.from({ length: shape[0] }, () => integer(10));
  const values = new Float32Array(shape[0] * size);
  y.forEach((label, row) => {
    for (let i = 0; i < size; i++) {
      values[row * size + i] = normal() + 0.3 * ((patterns[label] as Float32Array)[i] as number);
    }
  });
  return { x: { shape, values }, y };
}
