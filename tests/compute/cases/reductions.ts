import * as tf from "@tensorflow/tfjs";
import type { Cases } from "./case.js";

const cases: Cases = {
  prod: (x) => tf.prod(x, 1),
  any: (x) => tf.any(x, 1),
  all: (x) => tf.all(x, 1),
  "sum int32": (x) => tf.sum(x, 1),
  norm: (x) => tf.norm(x),
  moments: (x) => {
    const { mean, variance } = tf.moments(x, 0);
    return mean.add(variance);
  },
  "argMax of ties": (x) => tf.argMax(x, 1),
  "cross entropy": (x, y) => tf.neg(y.mul(tf.logSoftmax(x)).sum(-1)).mean(),
  cumsum: (x) => tf.cumsum(x, 1),
  "cumsum exclusive": (x) => tf.cumsum(x, 1, true),
  "cumsum reverse": (x) => tf.cumsum(x, 0, false, true),
  "softmax of large logits": (x) => tf.softmax(x),
  "softmax masked by -1e9": (x) => tf.softmax(x),
  "softmax masked by minus infinity": (x) => tf.softmax(x),
};
for (const label of ["rows", "rank 3", "one", "wide"]) {
  cases[`softmax ${label}`] = (x) => tf.softmax(x);
  cases[`logSoftmax ${label}`] = (x) => tf.logSoftmax(x);
}

const axes: Record<string, [axis: number[] | undefined, keepDims: boolean]> = {
  all: [undefined, false],
  rows: [[1], false],
  columns: [[0], false],
  kept: [[1], true],
  middle: [[1], false],
  "outer two": [[0, 1], false],
  ends: [[0, 2], false],
  one: [[1], false],
  prime: [undefined, false],
  wide: [[1], false],
};
for (const [label, [axis, keepDims]] of Object.entries(axes)) {
  cases[`sum ${label}`] = (x) => tf.sum(x, axis, keepDims);
  cases[`mean ${label}`] = (x) => tf.mean(x, axis, keepDims);
  cases[`max ${label}`] = (x) => tf.max(x, axis, keepDims);
  cases[`min ${label}`] = (x) => tf.min(x, axis, keepDims);
  cases[`logSumExp ${label}`] = (x) => tf.logSumExp(x, axis, keepDims);
  const [only] = axis ?? [0];
  if (axis === undefined ? label === "prime" : axis.length === 1) {
    cases[`argMax ${label}`] = (x) => tf.argMax(x, only);
    cases[`argMin ${label}`] = (x) => tf.argMin(x, only);
  }
}

export const reductions = cases;
