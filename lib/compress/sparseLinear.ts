import * as tf from "@tensorflow/tfjs";
import { type SparseTensors, sparseMatMul } from "../compute/fused/sparseMatMul.js";
import type { Csr } from "./csr.js";
import { checkWeight, type Weight } from "./weights.js";

/** A linear layer whose matrix is stored sparse on the device. */
export interface SparseLinear {
  /** `[B, I]` to `[B, O]`, which the caller owns. */
  forward(x: tf.Tensor2D): tf.Tensor2D;
  dispose(): void;
}

/**
 * `x W + b` with only the weights that are not 0: one kernel of ours on WebAssembly and on the CPU, elsewhere composed
 * of gathers and sums. On the device an index takes 4 bytes.
 *
 * @param csr `W`, `[I, O]`
 * @param bias `[O]`
 * @throws RangeError if the bias does not fit, nothing is stored, or, in `forward`, x does not have I columns
 */
export function sparseLinear(csr: Csr, bias: Weight): SparseLinear {
  const [I, O] = csr.shape;
  checkWeight("sparseLinear", "the bias", bias);
  if (bias.values.length !== O) {
    throw new RangeError(`sparseLinear: the bias has ${bias.values.length} numbers, want ${O}`);
  }
  if (csr.values.length === 0) {
    throw new RangeError("sparseLinear: all weights are 0, want at least one that is not");
  }
  const numbers = (values: ArrayLike<number>) => tf.tensor1d(Int32Array.from(values), "int32");
  const hasOurs = tf.getKernel("SparseMatMul", tf.getBackend()) !== undefined;
  const stored: SparseTensors = {
    values: tf.tensor1d(csr.values.slice()),
    columns: numbers(csr.inputs),
    starts: numbers(csr.starts),
    ...(hasOurs ? {} : { rows: numbers(rowsOf(csr)) }),
  };
  const b = tf.tensor2d(bias.values.slice(), [O, 1]);
  const tensors = [...Object.values(stored), b].map((each) => tf.keep(each));
  return {
    forward(x) {
      if (x.shape[1] !== I) {
        throw new RangeError(`sparseLinear: x has shape [${x.shape}], want [B, ${I}]`);
      }
      return tf.tidy(() => {
        const columns = x.shape[0] === 1 ? tf.reshape(x, [I, 1]) : tf.transpose(x);
        const y = tf.add(sparseMatMul(stored, columns as tf.Tensor2D), b); // [O, B]
        return (x.shape[0] === 1 ? tf.reshape(y, [1, O]) : tf.transpose(y)) as tf.Tensor2D;
      });
    },
    dispose: () => tf.dispose(tensors),
  };
}

/** The neuron of each stored weight. */
function rowsOf({ starts, values }: Csr): Int32Array {
  const rows = new Int32Array(values.length);
  for (let o = 0; o + 1 < starts.length; o++) rows.fill(o, starts[o], starts[o + 1]);
  return rows;
}
