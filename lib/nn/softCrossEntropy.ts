import * as tf from "@tensorflow/tfjs";
import { type Operand, record, toVariable, type Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * Cross-entropy with a wanted distribution for each row, `-Σ_c q_c log softmax(logits)_c`, averaged over the rows. Its
 * gradient for a row is `(p Σq - q) · weight / Σ weights`. It is least where p = q, and there it is the entropy of q.
 *
 * @param logits `[N, V]`
 * @param targets q, `[N, V]`, constants that are not differentiated; rows sum to 1
 * @param weights of the rows in the average, `[N]`, 0 for those that only fill up. Default: all alike
 * @returns a single number, in nats; 0 if all weights are 0
 * @throws ShapeError if the shapes differ
 * @see Szegedy et al. 2016, "Rethinking the Inception architecture", §7 (smoothed labels); Hinton et al. 2015 (soft targets)
 */
export function softCrossEntropy(
  logits: Operand,
  targets: tf.Tensor,
  weights?: tf.Tensor,
): Variable {
  const input = toVariable(logits);
  const [N] = input.shape;
  if (input.shape.length !== 2 || `${targets.shape}` !== `${input.shape}`) {
    throw new ShapeError(
      `softCrossEntropy: logits have shape [${input.shape}] and targets [${targets.shape}], want axes [N,V], both alike`,
    );
  }
  if (weights && `${weights.shape}` !== `${N}`) {
    throw new ShapeError(
      `softCrossEntropy: weights have shape [${weights.shape}], want [${N}], one for each row`,
    );
  }
  const [loss, share] = tf.tidy(() => {
    const shares = sharesOf(N as number, weights); // [N, 1]
    const logProbabilities = tf.logSoftmax(input.data);
    const rows = tf.sum(tf.mul(targets, logProbabilities), -1, true); // [N, 1]
    return [tf.neg(tf.sum(tf.mul(rows, shares))), shares];
  }) as [tf.Scalar, tf.Tensor];
  const pullback = (dy: tf.Tensor) =>
    tf.tidy(() => {
      const p = tf.mul(tf.softmax(input.data), tf.sum(targets, -1, true));
      return tf.mul(tf.sub(p, targets), tf.mul(share, dy));
    });
  return record("softCrossEntropy", loss, [[input, pullback]], [share]);
}

/** What part of the average each row is, `[N, 1]`. */
function sharesOf(N: number, weights: tf.Tensor | undefined): tf.Tensor {
  if (!weights) return tf.fill([N, 1], 1 / N);
  return tf.expandDims(tf.divNoNan(weights, tf.sum(weights)), 1);
}

/**
 * Labels that leave some doubt: the right token gets `1 - smoothing + smoothing / V`, every other one `smoothing / V`.
 *
 * @param labels int32 `[N]`, from 0 to V-1
 * @param smoothing from 0, none, to below 1
 * @returns `[N, V]`, which the caller owns; rows sum to 1
 * @throws RangeError if the smoothing is out of range
 */
export function smoothLabels(labels: tf.Tensor1D, V: number, smoothing: number): tf.Tensor2D {
  if (!(smoothing >= 0 && smoothing < 1)) {
    throw new RangeError(`smoothLabels: got smoothing ${smoothing}, want 0 to below 1`);
  }
  return tf.tidy(() => {
    const right = tf.equal(tf.expandDims(labels, 1), tf.expandDims(tf.range(0, V, 1, "int32"), 0));
    return tf.add(tf.mul(tf.cast(right, "float32"), 1 - smoothing), smoothing / V) as tf.Tensor2D;
  });
}
