import * as tf from "@tensorflow/tfjs";
import { recordJoint, toVariable, type Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";

/** The means and variances that batch norm saw in training and goes by in evaluation. Training replaces both. */
export interface RunningStatistics {
  /** `[C]`, `running_mean` in PyTorch. */
  mean: tf.Tensor;
  /** `[C]`, `running_var` in PyTorch. */
  variance: tf.Tensor;
  dispose(): void;
}

export interface BatchNormOptions {
  /** Whether to use the batch's own statistics, and learn them; else the running ones. */
  training: boolean;
  /** The share of the running statistics that each batch replaces. Default 0.1. */
  momentum?: number;
  /** Keeps the division finite. Default 1e-5. */
  epsilon?: number;
}

/** Statistics of a batch norm that has seen nothing: mean 0, variance 1. The caller frees them. */
export function runningStatistics(C: number): RunningStatistics {
  return {
    mean: tf.keep(tf.zeros([C])),
    variance: tf.keep(tf.ones([C])),
    dispose() {
      tf.dispose([this.mean, this.variance]);
    },
  };
}

/**
 * Batch normalization: each feature to mean 0 and variance 1 over the batch, then stretched and moved by what was
 * learnt. In training an example's result depends on the others of its batch; in evaluation the running statistics
 * take their place. The running variance is the unbiased one, divided by N - 1, as in PyTorch.
 *
 * @param x `[…, C]`; all axes but the last are the batch, N rows in all
 * @param gamma `[C]`
 * @param beta `[C]`
 * @param running `[C]` each; replaced in training
 * @returns `[…, C]`
 * @throws ShapeError if C differs
 * @throws RangeError in training on a single row, which is its own mean
 * @see Ioffe and Szegedy 2015, "Batch normalization", algorithms 1 and 2, https://arxiv.org/abs/1502.03167
 */
export function batchNorm(
  x: Variable | tf.Tensor,
  gamma: Variable,
  beta: Variable,
  running: RunningStatistics,
  { training, momentum = 0.1, epsilon = 1e-5 }: BatchNormOptions,
): Variable {
  const input = toVariable(x);
  const { shape } = input;
  const C = shape.at(-1);
  const sized = { gamma, beta, "the running mean": running.mean };
  for (const [name, { shape: own }] of Object.entries(sized)) {
    if (`${own}` === `${C}`) continue;
    throw new ShapeError(
      `batchNorm: ${name} has shape [${own}], want [${C}], the last axis of x [${shape}]`,
    );
  }
  const N = input.data.size / gamma.data.size;
  if (training && N < 2) {
    throw new RangeError(
      `batchNorm: x has shape [${shape}], a single row, which is its own mean; want two rows at least in training`,
    );
  }
  const { y, h, inverse } = tf.tidy(() => {
    const rows = tf.reshape(input.data, [N, -1]);
    const seen = training ? tf.moments(rows, 0) : running; // [C] each
    if (training) learn(running, seen, N, momentum);
    const inverse = tf.rsqrt(tf.add(seen.variance, epsilon));
    const h = tf.mul(tf.sub(rows, seen.mean), inverse); // [N, C]
    return { y: tf.reshape(tf.add(tf.mul(h, gamma.data), beta.data), shape), h, inverse };
  });
  const scale = gamma.data;
  const pullback = (dy: tf.Tensor) => {
    const upstream = tf.reshape(dy, [N, -1]);
    const dgamma = tf.sum(tf.mul(upstream, h), 0);
    const dbeta = tf.sum(upstream, 0);
    const g = tf.mul(upstream, scale);
    // In evaluation the statistics are constants; in training they move with x.
    const along = () => tf.mul(h, tf.mean(tf.mul(g, h), 0));
    const moved = training ? tf.sub(tf.sub(g, tf.mean(g, 0)), along()) : g;
    return [tf.reshape(tf.mul(moved, inverse), shape), dgamma, dbeta];
  };
  return recordJoint("batchNorm", y, [input, gamma, beta], pullback, [h, inverse]);
}

function learn(
  running: RunningStatistics,
  seen: { mean: tf.Tensor; variance: tf.Tensor },
  N: number,
  momentum: number,
): void {
  const moved = (old: tf.Tensor, now: tf.Tensor) =>
    tf.keep(tf.add(tf.mul(old, 1 - momentum), tf.mul(now, momentum)));
  const { mean, variance } = running;
  running.mean = moved(mean, seen.mean);
  running.variance = moved(variance, tf.mul(seen.variance, N / (N - 1)));
  tf.dispose([mean, variance]);
}
