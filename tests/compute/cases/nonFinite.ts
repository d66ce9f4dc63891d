import * as tf from "@tensorflow/tfjs";
import type { Cases } from "./case.js";

/** What happens at ±∞ and NaN. GPUs need not keep NaN; the battery says where they do not. */
export const nonFinite: Cases = {
  "exp overflows": (x) => tf.exp(x),
  "log of zero": (x) => tf.log(x),
  "division by zero": (x) => tf.div(x, tf.zeros([4])),
  "relu of infinities": (x) => tf.relu(x),
  "max with minus infinity": (x) => tf.max(x, 1),
  isFinite: (x) => tf.isFinite(x),
  isInf: (x) => tf.isInf(x),
  isNaN: (x) => tf.isNaN(x),
  "isFinite of NaN": (x) => tf.isFinite(x),
  "NaN through add": (x) => x.add(1),
  "NaN through mul": (x) => x.mul(2),
  "NaN through sum": (x) => x.sum(),
  "NaN through relu": (x) => tf.relu(x),
  "NaN through exp": (x) => tf.exp(x),
  "NaN through sigmoid": (x) => tf.sigmoid(x),
  "NaN through tanh": (x) => tf.tanh(x),
  "NaN through max": (x) => x.max(),
  "NaN through matMul": (x, y) => tf.matMul(x, y),
  "sqrt of a negative": (x) => tf.sqrt(x),
  "log of a negative": (x) => tf.log(x),
  "infinity minus infinity": (x) => x.sub(x),
};
