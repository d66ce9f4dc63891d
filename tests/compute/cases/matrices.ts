import * as tf from "@tensorflow/tfjs";
import type { Cases } from "./case.js";

const cases: Cases = {
  "matMul one matrix against a batch": (a, b) => tf.matMul(a, b),
  "matMul a batch against one matrix": (a, b) => tf.matMul(a, b),
  "matMul rank 2 against a batch": (a, b) => tf.matMul(a, b),
  dot: (a, b) => tf.dot(a, b),
  "outer product": (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
  attention: (q, k, v) => {
    const scores = tf.matMul(q, k, false, true).div(2); // √D = 2
    return tf.matMul(tf.softmax(scores), v);
  },
  "einsum matrix": (a, b) => tf.einsum("ij,jk->ik", a, b),
  "einsum batched": (a, b) => tf.einsum("bij,bkj->bik", a, b),
  "einsum heads": (a, b) => tf.einsum("bthd,bshd->bhts", a, b),
  "einsum one operand": (a) => tf.einsum("ijk->ki", a),
  "einsum trace of rows": (a, b) => tf.einsum("ij,ij->i", a, b),
};
const sizes = ["small", "odd", "row", "column", "outer"];
for (const size of [...sizes, "batched", "batch of one", "two batch axes"]) {
  for (const left of ["N", "T"]) {
    for (const right of ["N", "T"]) {
      cases[`matMul ${size} ${left}${right}`] = (a, b) =>
        tf.matMul(a, b, left === "T", right === "T");
    }
  }
}

export const matrices = cases;
