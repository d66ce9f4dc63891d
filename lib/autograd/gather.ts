import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { oneHot } from "../tensor/oneHot.js";
import { type Operand, record, toVariable, type Variable } from "./tensor.js";

/**
 * Reads rows of a table, as an embedding does: `result[i] = table[indices[i]]`.
 *
 * A row's gradient is the sum of the gradients of all places that read it, and 0 if none did.
 *
 * @param table `[V, D]`
 * @param indices any shape, int32, from 0 to V-1
 * @returns `[...indices.shape, D]`
 * @throws ShapeError if the table does not have two axes
 * @throws TypeError if the indices are not int32
 */
export function gather(table: Operand, indices: tf.Tensor): Variable {
  const input = toVariable(table);
  const [V, D] = input.shape;
  if (V === undefined || D === undefined || input.shape.length !== 2) {
    throw new ShapeError(`gather: table has shape [${input.shape}], want axes [V,D]`);
  }
  if (indices.dtype !== "int32") {
    throw new TypeError(`gather: indices have dtype ${indices.dtype}, want int32`);
  }
  const flat = tf.reshape(indices, [indices.size]) as tf.Tensor1D;
  const data = tf.tidy(() => {
    const rows = tf.gather(input.data, flat); // [n, D]
    return tf.reshape(rows, [...indices.shape, D]);
  });
  const pullback = (dy: tf.Tensor) => sumByIndex(tf.reshape(dy, [flat.size, D]), flat, V);
  return record("gather", data, [[input, pullback]], [flat]);
}

/** Adds each row of `rows`, `[n, D]`, to the row of a `[count, D]` table that its index names. */
function sumByIndex(rows: tf.Tensor, indices: tf.Tensor1D, count: number): tf.Tensor {
  if (tf.getKernel("UnsortedSegmentSum", tf.getBackend())) {
    return tf.unsortedSegmentSum(rows, indices, count);
  }
  return tf.matMul(oneHot(indices, count), rows, true, false); // tfjs has no such WASM kernel
}
