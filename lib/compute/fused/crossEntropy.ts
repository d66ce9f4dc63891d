import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/**
 * The mean over the rows of `log Σ eˣ - x[label]`, without keeping probabilities.
 *
 * @param logits `[N, V]`
 * @param labels `[N]`, int32
 * @returns the loss, a single number, and `logSumExp` `[N]`, from which the probabilities can be had again
 */
export function crossEntropy(
  logits: tf.Tensor,
  labels: tf.Tensor,
): { loss: tf.Tensor; logSumExp: tf.Tensor } {
  const ours = runOurs("CrossEntropy", { logits, labels });
  if (ours) return { loss: ours[0] as tf.Tensor, logSumExp: ours[1] as tf.Tensor };
  return tf.tidy(() => {
    const top = tf.max(logits, 1, true); // [N, 1]
    const shifted = tf.sub(logits, top); // [N, V], at most 0
    const total = tf.log(tf.sum(tf.exp(shifted), 1)); // [N]
    const right = tf.sum(tf.where(wantedOf(logits, labels), shifted, 0), 1); // [N]
    const loss = tf.mean(tf.sub(total, right));
    return { loss, logSumExp: tf.add(total, tf.reshape(top, [-1])) };
  });
}

/** `(softmax(logits) - onehot(labels)) · dy / N` `[N, V]`; `dy` is the single number's gradient. */
export function crossEntropyGradient(
  dy: tf.Tensor,
  logits: tf.Tensor,
  labels: tf.Tensor,
  logSumExp: tf.Tensor,
): tf.Tensor {
  const ours = runOurs("CrossEntropyGradient", { dy, logits, labels, logSumExp });
  if (ours) return ours[0] as tf.Tensor;
  return tf.tidy(() => {
    const probabilities = tf.exp(tf.sub(logits, tf.reshape(logSumExp, [-1, 1])));
    const scale = tf.mul(dy, 1 / labels.size);
    const wanted = tf.cast(wantedOf(logits, labels), "float32");
    return tf.mul(tf.sub(probabilities, wanted), scale);
  });
}

/** Whether each place is its row's label, `[N, V]`. (`oneHot` refuses one class, and writes wrong floats on WASM.) */
function wantedOf(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const classes = tf.range(0, logits.shape[1] as number, 1, "int32"); // [V]
  return tf.equal(tf.reshape(labels, [-1, 1]), classes);
}
