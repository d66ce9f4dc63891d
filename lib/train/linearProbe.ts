import * as tf from "@tensorflow/tfjs";
import { softmaxCrossEntropy } from "../autograd/softmaxCrossEntropy.js";
import { parameter } from "../autograd/tensor.js";
import { linear } from "../nn/linear.js";
import { adam } from "../optim/adam.js";
import { train } from "./train.js";

/** Rows of numbers with a class each. */
export interface ProbeData {
  /** `[N, C]` */
  x: tf.Tensor2D;
  /** N classes from 0 to K-1. */
  labels: ArrayLike<number>;
}

export interface ProbeOptions {
  /** What the probe learns from. */
  fit: ProbeData;
  /** What it is then asked about. */
  ask: ProbeData;
  /** K */
  classes: number;
  /** Steps of Adam on all of `fit`. Default 100. */
  steps?: number;
  learningRate?: number;
  /** The cell's own promise: the probe stops when it resolves. */
  invalidation?: Promise<unknown>;
}

/**
 * How much a linear layer can read from a model's numbers: multinomial logistic regression on standardized features,
 * from zeros, while the model itself stays as it is. The inputs stay the caller's.
 *
 * @returns the share of `ask` that it gets right
 * @throws RangeError if there are not as many labels as rows
 * @see Alain and Bengio 2016, "Understanding intermediate layers using linear classifier probes",
 *   https://arxiv.org/abs/1610.01644
 */
export async function linearProbe(options: ProbeOptions): Promise<number> {
  const { fit, ask, classes, steps = 100, learningRate = 0.1, invalidation } = options;
  for (const [name, { x, labels }] of Object.entries({ fit, ask })) {
    if (labels.length === x.shape[0]) continue;
    throw new RangeError(
      `linearProbe: got ${labels.length} labels for ${x.shape[0]} rows, ${name}`,
    );
  }
  const [fitted, asked] = tf.tidy(() => {
    const { mean, variance } = tf.moments(fit.x, 0);
    const scale = tf.rsqrt(tf.add(variance, 1e-6));
    return [fit, ask].map(({ x }) => tf.mul(tf.sub(x, mean), scale) as tf.Tensor2D);
  }) as [tf.Tensor2D, tf.Tensor2D];
  const labels = tf.tensor1d(Int32Array.from(fit.labels), "int32");
  const C = fit.x.shape[1];
  const weight = parameter(tf.zeros([C, classes]), "weight");
  const bias = parameter(tf.zeros([classes]), "bias");
  const optimizer = adam([weight, bias], { learningRate });
  try {
    const loss = () => softmaxCrossEntropy(linear(fitted, weight, bias), labels);
    const running = train({
      parameters: [weight, bias],
      ...{ loss, batches: () => undefined, optimizer, steps, reportEvery: steps },
      ...(invalidation && { invalidation }),
    });
    for await (const _ of running); // to its end
    const guesses = tf.tidy(() => tf.argMax(linear(asked, weight, bias).data, -1));
    const numbers = (await guesses.data()) as Int32Array;
    guesses.dispose();
    return numbers.reduce((n, guess, i) => n + Number(guess === ask.labels[i]), 0) / numbers.length;
  } finally {
    optimizer.dispose();
    weight.dispose();
    bias.dispose();
    tf.dispose([fitted, asked, labels]);
  }
}
