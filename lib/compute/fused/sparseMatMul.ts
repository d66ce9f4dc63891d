import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./runOurs.js";

/** A matrix `[O, I]` on the device, of which only what is not 0 is stored, row by row. */
export interface SparseTensors {
  /** float32 `[N]`, at least one */
  values: tf.Tensor1D;
  /** int32 `[N]`: the column of each. */
  columns: tf.Tensor1D;
  /** int32 `[O + 1]`: where each row begins. */
  starts: tf.Tensor1D;
  /** int32 `[N]`: the row of each, where the device has no kernel of ours. */
  rows?: tf.Tensor1D;
}

/**
 * `W x` of a sparse matrix.
 *
 * @param x `[I, B]`
 * @returns `[O, B]`
 */
export function sparseMatMul(w: SparseTensors, x: tf.Tensor2D): tf.Tensor2D {
  const { values, columns, starts, rows } = w;
  const ours = runOurs("SparseMatMul", { values, columns, starts, x });
  if (ours) return ours[0] as tf.Tensor2D;
  if (!rows)
    throw new Error("sparseMatMul: this device has no kernel of ours, so it wants the rows too");
  return tf.tidy(() => {
    const products = tf.mul(tf.gather(x, columns), tf.reshape(values, [-1, 1])); // [N, B]
    return tf.unsortedSegmentSum(products, rows, (starts.shape[0] as number) - 1) as tf.Tensor2D;
  });
}
