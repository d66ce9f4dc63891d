import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { add, div, mul, neg, sub } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { broadcastTo } from "../../lib/autograd/broadcast.js";
import { concat } from "../../lib/autograd/concat.js";
import { exp, log, relu, sigmoid, square, tanh } from "../../lib/autograd/elementwise.js";
import { gather } from "../../lib/autograd/gather.js";
import { matMul } from "../../lib/autograd/matMul.js";
import { mean, sum } from "../../lib/autograd/reduce.js";
import { reshape, transpose } from "../../lib/autograd/reshape.js";
import { slice } from "../../lib/autograd/slice.js";
import { softmax } from "../../lib/autograd/softmax.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { causalMask } from "../../lib/nn/masks.js";
import goldens from "../golden/autogradTensor.json";

interface Flat {
  shape: number[];
  dtype: string;
  values: number[];
}

export interface TensorCase {
  name: string;
  inputs: Flat[];
  y: Flat;
  dy: Flat;
  /** One for each float input. */
  grads: Flat[];
}

export const tensorCases: TensorCase[] = goldens;

/** What each golden's name stands for; integer inputs come as plain tensors. */
const operations: Record<string, (a: Variable, b: Variable) => Variable> = {
  add,
  "add a row": add,
  "add a column": add,
  "add a row to a column": add,
  "add a number": add,
  "add over a batch": add,
  sub,
  mul,
  "mul with itself": (a) => mul(a, a),
  div,
  neg,
  broadcastTo: (a) => broadcastTo(a, [2, 4, 3]),
  matMul,
  "matMul of batches": matMul,
  "matMul of a batch with one": matMul,
  "matMul of broadcast batches": matMul,
  reshape: (a) => reshape(a, [3, 4]),
  transpose: (a) => transpose(a),
  "transpose with an order": (a) => transpose(a, [1, 2, 0]),
  sum: (a) => sum(a),
  "sum along an axis": (a) => sum(a, 0),
  "sum with keepDims": (a) => sum(a, -1, true),
  mean: (a) => mean(a),
  "mean along an axis": (a) => mean(a, 1),
  relu,
  tanh,
  sigmoid,
  exp,
  log,
  square,
  softmaxCrossEntropy: (x, y) => softmaxCrossEntropy(x, y.data),
  "softmaxCrossEntropy of large logits": (x, y) => softmaxCrossEntropy(x, y.data),
  "softmaxCrossEntropy of sequences": (x, y) => softmaxCrossEntropy(x, y.data),
  "softmaxCrossEntropy of one class": (x, y) => softmaxCrossEntropy(x, y.data),
  gather: (table, at) => gather(table, at.data),
  "gather of sequences": (table, at) => gather(table, at.data),
  slice: (a) => slice(a, [1, 1], [2, 1]),
  "slice of everything": (a) => slice(a, [0, 0], [2, 3]),
  softmax: (a) => softmax(a),
  "softmax of large scores": (a) => softmax(a),
  "softmax of one column": (a) => softmax(a),
  "softmax under a causal mask": (a) => {
    const mask = causalMask(4);
    const y = softmax(a, mask);
    mask.dispose(); // its gradient does not need it
    return y;
  },
  concat: (a, b) => concat([a, b]),
  "concat along the first axis": (a, b) => concat([a, b, a], 0),
  "gather of one row": (table, at) => gather(table, at.data),
  "a shared part": (a, w) => {
    const product = matMul(a, w);
    return add(mul(tanh(product), product), sum(product));
  },
};

export const toTensor = ({ values, shape, dtype }: Flat) =>
  tf.tensor(values, shape, dtype as "float32" | "int32");

/** Runs a golden on the current backend; every value within `tolerance`, relative above 1. */
export async function expectCase(golden: TensorCase, tolerance: number): Promise<void> {
  const inputs = golden.inputs.map((input) => parameter(toTensor(input)));
  const compute = operations[golden.name];
  if (!compute) throw new Error(`no operation stands for the golden "${golden.name}"`);
  const y = compute(inputs[0] as Variable, inputs[1] as Variable);
  await expectClose(y.data, golden.y, tolerance);
  const dy = toTensor(golden.dy);
  const loss = sum(mul(y, dy));
  backward(loss);
  const floats = inputs.filter(({ data }) => data.dtype === "float32");
  expect(floats).toHaveLength(golden.grads.length);
  for (const [i, { grad }] of floats.entries()) {
    await expectClose(grad as tf.Tensor, golden.grads[i] as Flat, tolerance);
  }
  dy.dispose();
  for (const variable of [loss, ...inputs]) variable.dispose();
}

async function expectClose(actual: tf.Tensor, wanted: Flat, tolerance: number): Promise<void> {
  expect(actual.shape).toEqual(wanted.shape);
  const values = await actual.data();
  for (const [i, value] of wanted.values.entries()) {
    const error = Math.abs((values[i] as number) - value) / Math.max(1, Math.abs(value));
    expect(error, `element ${i}: ${values[i]}, want ${value}`).toBeLessThanOrEqual(tolerance);
  }
}
