import * as tf from "@tensorflow/tfjs";
import { gather } from "../autograd/gather.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";
import { random } from "../tensor/random.js";

/**
 * The rows of a table that token ids name: `y[…] = table[ids[…]]`. It equals one-hot rows times the table, without
 * the zeros. A row's gradient is the sum over all places that read it.
 *
 * @param table `[V, C]`
 * @param ids int32, any shape, each from 0 to V-1
 * @returns `[…, C]`
 * @throws ShapeError if the table does not have two axes
 * @throws TypeError if the ids are not int32
 */
export function embedding(table: Variable, ids: tf.Tensor): Variable {
  if (table.shape.length !== 2) {
    throw new ShapeError(`embedding: table has shape [${table.shape}], want axes [V,C]`);
  }
  if (ids.dtype !== "int32") {
    throw new TypeError(`embedding: ids have dtype ${ids.dtype}, want int32`);
  }
  return gather(table, ids);
}

/**
 * A table to be learnt, normally distributed at first.
 *
 * @param shape tokens and numbers for each, `[V, C]`
 * @param options.deviation the standard deviation; default 0.02, as in GPT-2
 * @param options.label the parameter's name; default `weight`
 * @returns a parameter, which the caller owns
 */
export function embeddingTable(
  [tokens, width]: readonly [tokens: number, width: number],
  { seed, deviation = 0.02, label = "weight" }: EmbeddingTableOptions,
): Variable {
  const stream = random(seed);
  const numbers = Float32Array.from({ length: tokens * width }, () => deviation * stream.normal());
  return parameter(tf.tensor2d(numbers, [tokens, width]), label);
}

export interface EmbeddingTableOptions {
  seed: number;
  deviation?: number;
  label?: string;
}
