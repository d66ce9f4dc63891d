import * as tf from "@tensorflow/tfjs";
import { crossEntropy, crossEntropyGradient } from "../compute/fused/crossEntropy.js";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * The mean of `-log softmax(logits)[label]`: how surprised the model is by the right answers.
 *
 * Its gradient is `(softmax(logits) - onehot(label)) / n`, the predicted minus the wanted
 * probabilities. One operation and not a chain of log, exp and sum, because subtracting the largest
 * logit first keeps `exp` from overflowing and the logarithm from reaching 0.
 *
 * @param logits `[…, C]`, a score for each of C classes
 * @param labels `[…]`, int32, the right class of each row, from 0 to C-1
 * @returns a single number, in nats
 * @throws ShapeError if the labels' shape is not that of the rows
 * @throws TypeError if the labels are not int32
 * @see Goodfellow, Bengio and Courville 2016, "Deep Learning", §6.2.2.3
 */
export function softmaxCrossEntropy(logits: Operand, labels: tf.Tensor): Variable {
  const input = toVariable(logits);
  const rows = input.shape.slice(0, -1);
  const classes = input.shape.at(-1);
  if (classes === undefined || `${rows}` !== `${labels.shape}`) {
    throw new ShapeError(
      `softmaxCrossEntropy: logits have shape [${input.shape}], so labels must have [${rows}], but have [${labels.shape}]`,
    );
  }
  if (labels.dtype !== "int32") {
    throw new TypeError(`softmaxCrossEntropy: labels have dtype ${labels.dtype}, want int32`);
  }
  const data = tf.reshape(input.data, [labels.size, classes]); // [N, C]
  const wanted = tf.reshape(labels, [labels.size]); // [N]
  const { loss, logSumExp } = crossEntropy(data, wanted);
  const pullback = (dy: tf.Tensor) =>
    tf.reshape(crossEntropyGradient(dy, data, wanted, logSumExp), input.shape);
  return record("softmaxCrossEntropy", loss, [[input, pullback]], [data, wanted, logSumExp]);
}
