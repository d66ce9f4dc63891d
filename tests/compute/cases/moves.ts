import * as tf from "@tensorflow/tfjs";
import type { Cases } from "./case.js";

const segments = (x: tf.Tensor, ids: tf.Tensor) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 5);

const cases: Cases = {
  "gather rows": (x, i) => tf.gather(x, i),
  "gather by a table": (x, i) => tf.gather(x, i),
  "gather columns": (x, i) => tf.gather(x, i, 1),
  "gather of a vector": (x, i) => tf.gather(x, i),
  "gather within batches": (x, i) => tf.gather(x, i, 1, 1),
  gatherND: (x, i) => tf.gatherND(x, i),
  unsortedSegmentSum: segments,
  "unsortedSegmentSum of a vector": segments,
  scatterND: (i, x) => tf.scatterND(i, x, [6, 3]),
  slice: (x) => tf.slice(x, [1, 2], [2, 4]),
  "slice of rank 3": (x) => tf.slice(x, [0, 1, 2], [-1, 1, -1]),
  "slice of rank 4": (x) => tf.slice(x, [1, 0, 1, 0], [-1, -1, 2, 2]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 1], [5, 7], [2, 3]),
  "concat rows": (...x) => tf.concat(x, 0),
  "concat columns": (...x) => tf.concat(x, 1),
  "concat last": (...x) => tf.concat(x, -1),
  stack: (...x) => tf.stack(x, 1),
  unstack: (x) => {
    const [first, , third] = tf.unstack(x, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return third.mul(2).add(first);
  },
  split: (x) => {
    const [left, right] = tf.split(x, [4, 2], 1) as [tf.Tensor, tf.Tensor];
    return tf.concat([right, left], 1);
  },
  pad: (x) =>
    tf.pad(
      x,
      [
        [1, 2],
        [0, 3],
      ],
      0.5,
    ),
  "pad images": (x) =>
    tf.pad(x, [
      [0, 0],
      [2, 1],
      [1, 2],
      [0, 0],
    ]),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [2, 1],
      ],
      "reflect",
    ),
  reshape: (x) => x.reshape([5, 6]).mul(2),
  "flatten of a transpose": (x) => tf.transpose(x).flatten().mul(1.5),
  tile: (x) => tf.tile(x, [2, 3]),
  "tile of rank 3": (x) => tf.tile(x, [1, 2, 2]),
  broadcastTo: (x) => tf.broadcastTo(x, [4, 3, 5]),
  reverse: (x) => tf.reverse(x, 1),
  "expandDims and squeeze": (x) => tf.squeeze(tf.expandDims(x, 1).mul(2), [1]),
  "topk values": (x) => tf.topk(x, 3).values,
  "topk indices": (x) => tf.topk(x, 3).indices,
  oneHot: (i) => tf.oneHot(i, 6),
  "oneHot of a table": (i) => tf.oneHot(i, 4),
  "causal mask": (x) => {
    const seen = tf.linalg.bandPart(tf.ones([5, 5]), -1, 0);
    return tf.softmax(tf.where(seen.cast("bool"), x, tf.fill([2, 5, 5], -1e9)));
  },
  range: (x) => x.add(tf.range(0, 7)),
  eye: (x) => tf.matMul(x, tf.eye(5)),
};
const orders: Record<string, number[]> = {
  matrix: [1, 0],
  large: [1, 0],
  heads: [0, 2, 1, 3],
  "last two": [0, 1, 3, 2],
  cycle: [2, 0, 1],
  ones: [3, 0, 1, 2],
  "rank 5": [4, 2, 0, 3, 1],
};
for (const [label, order] of Object.entries(orders)) {
  cases[`transpose ${label}`] = (x) => tf.transpose(x, order).mul(1);
}

export const moves = cases;
