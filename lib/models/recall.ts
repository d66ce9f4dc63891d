import * as tf from "@tensorflow/tfjs";
import { add, mul } from "../autograd/arithmetic.js";
import { concat } from "../autograd/concat.js";
import { relu } from "../autograd/elementwise.js";
import { gather } from "../autograd/gather.js";
import { mean } from "../autograd/reduce.js";
import { reshape } from "../autograd/reshape.js";
import { parameter, type Variable } from "../autograd/tensor.js";
import { scaledDotProductAttention } from "../nn/attention.js";
import { initialize } from "../nn/initialize.js";
import { linear } from "../nn/linear.js";
import { bindAxes } from "../tensor/axes.js";
import { random } from "../tensor/random.js";

export interface RecallConfig {
  /** Letters that it knows, K. */
  letters: number;
  /** Digits that it knows, V. */
  digits: number;
  /** Numbers for each token, C. */
  width: number;
  /** How what was read becomes one row: attention from the question, or a plain mean (a bag of words). */
  mixing: "attention" | "mean";
  /** One token for a pair, the sum of both embeddings, or a token for each letter and each digit. Default `pairs`. */
  reads?: "pairs" | "singles";
  /** What the scores are multiplied by, beside 1/√C. Default 1; √C undoes the scaling. */
  sharpness?: number;
  /** Of the first weights. Default 1. */
  seed?: number;
}

/** What a model of recall is asked; the tensors are int32. */
export interface RecallQuestion {
  /** `[B, N]` */
  letters: tf.Tensor2D;
  /** `[B, N]` */
  digits: tf.Tensor2D;
  /** Questions, `[B, Q]`: letters whose digits are wanted. */
  asked: tf.Tensor2D;
}

export interface RecallAnswer {
  /** A score for each digit, `[B·Q, V]`. */
  logits: Variable;
  /** How much each question reads from each token, `[B, 1, Q, S]`; a mean has none. */
  weights: Variable | undefined;
}

/** A model that answers questions about a sequence of pairs. */
export interface Recall {
  config: Required<RecallConfig>;
  /** `letters` `[K, C]`, `digits` `[V, C]`, then the layers'. */
  parameters: Record<string, Variable>;
  /** @param x the question as tensors; the model knows no order of the tokens */
  forward(x: RecallQuestion): RecallAnswer;
}

/**
 * Makes a single layer that reads pairs and answers a question: by attention, `softmax(q kᵀ / √C) v` with one head, or,
 * as a control, by the mean of what there is to read beside the question, through a hidden layer, with more parameters.
 * The caller frees its parameters.
 *
 * @throws RangeError if a size is not a positive whole number
 */
export function recall(config: RecallConfig): Recall {
  const { letters, digits, width: C, mixing, reads = "pairs", sharpness = 1, seed = 1 } = config;
  for (const [name, size] of Object.entries({ letters, digits, width: C })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(`recall: got ${name} ${size}, want a positive whole number`);
  }
  const stream = random(seed);
  const parameters: Record<string, Variable> = {};
  const remember = (name: string, data: tf.Tensor) => {
    const made = parameter(data, name);
    parameters[name] = made;
    return made;
  };
  const layer = (name: string, inputs: number, outputs: number) => {
    const weight = remember(`${name}.weight`, initialize("xavier", inputs, outputs, stream));
    const bias = remember(`${name}.bias`, tf.zeros([outputs]));
    return (x: Variable) => linear(x, weight, bias);
  };
  const table = (name: string, rows: number) => {
    const numbers = Float32Array.from({ length: rows * C }, () => stream.normal());
    return remember(name, tf.tensor2d(numbers, [rows, C]));
  };

  const [letterTable, digitTable] = [table("letters", letters), table("digits", digits)];
  const read = (x: RecallQuestion) => {
    const [left, right] = [gather(letterTable, x.letters), gather(digitTable, x.digits)];
    return reads === "pairs" ? add(left, right) : concat([left, right], 1); // [B, S, C]
  };
  const answer = mixing === "attention" ? attend() : average();
  const forward = (x: RecallQuestion) => {
    bindAxes("recall", {
      letters: [x.letters, "BN"],
      digits: [x.digits, "BN"],
      asked: [x.asked, "BQ"],
    });
    return answer(read(x), gather(letterTable, x.asked)); // [B, S, C] and [B, Q, C]
  };
  return { config: { ...config, reads, sharpness, seed }, parameters, forward };

  function attend() {
    const [query, key, value] = [layer("query", C, C), layer("key", C, C), layer("value", C, C)];
    const output = layer("output", C, digits);
    return (tokens: Variable, asked: Variable): RecallAnswer => {
      const heads = (x: Variable) => reshape(x, [x.shape[0] as number, 1, x.shape[1] as number, C]);
      const q = sharpness === 1 ? query(asked) : mul(query(asked), sharpness);
      const found = scaledDotProductAttention(heads(q), heads(key(tokens)), heads(value(tokens)));
      const rows = reshape(found.output, [found.output.data.size / C, C]); // [B·Q, C]
      return { logits: output(rows), weights: found.weights };
    };
  }

  function average() {
    const [hidden, output] = [layer("hidden", 2 * C, 2 * C), layer("output", 2 * C, digits)];
    return (tokens: Variable, asked: Variable): RecallAnswer => {
      const bag = mean(tokens, 1, true); // [B, 1, C], the same for every question
      const both = concat([add(mul(asked, 0), bag), asked]); // [B, Q, 2C]
      const rows = reshape(both, [asked.data.size / C, 2 * C]); // [B·Q, 2C]
      return { logits: output(relu(hidden(rows))), weights: undefined };
    };
  }
}
