import * as tf from "@tensorflow/tfjs";
import { record, type Variable } from "../autograd/tensor.js";
import { bindAxes } from "../tensor/axes.js";

/**
 * Scores for each token: how well a row fits each row of the embedding table, `x tableᵀ`. The same table that
 * embeds the tokens serves, so both uses train it.
 *
 * @param x `[N, C]`
 * @param table `[V, C]`
 * @returns logits `[N, V]`
 * @throws ShapeError if C differs
 * @see Press and Wolf 2017, "Using the output embedding to improve language models", https://arxiv.org/abs/1608.05859
 */
export function unembed(x: Variable, table: Variable): Variable {
  bindAxes("unembed", { x: [x, "NC"], table: [table, "VC"] });
  const [rows, columns] = [x.data as tf.Tensor2D, table.data as tf.Tensor2D];
  return record("unembed", tf.matMul(rows, columns, false, true), [
    [x, (dy) => tf.matMul(dy as tf.Tensor2D, columns)],
    [table, (dy) => tf.matMul(dy as tf.Tensor2D, rows, true, false)],
  ]);
}
