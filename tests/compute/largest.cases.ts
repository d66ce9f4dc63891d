import * as tf from "@tensorflow/tfjs";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { adamSteps } from "../../lib/compute/fused/adamSteps.js";
import { attention, attentionGradient } from "../../lib/compute/fused/attention.js";
import { crossEntropy, crossEntropyGradient } from "../../lib/compute/fused/crossEntropy.js";
import { dropout } from "../../lib/compute/fused/dropout.js";
import { gelu, geluGradient } from "../../lib/compute/fused/gelu.js";
import { layerNorm, layerNormGradient } from "../../lib/compute/fused/layerNorm.js";
import { linearGradient } from "../../lib/compute/fused/linearGradient.js";
import { lstm, lstmGradient } from "../../lib/compute/fused/lstm.js";
import { sgdSteps } from "../../lib/compute/fused/sgdSteps.js";
import { conv2d } from "../../lib/nn/conv2d.js";
import { maxPool } from "../../lib/nn/maxPool.js";
import { random } from "../../lib/tensor/random.js";
import { loopConvolution } from "./loopConvolution.js";

// GPT: 4 layers, width 128, context 128, batch 16. CNN: 28 × 28 × 1, batch 64. LSTM: hidden 64, 50 steps, batch 32.
const [B, T, C, V] = [16, 128, 128, 96];
const rows = B * T;

/** Seeded numbers for that shape; uniform, since many millions are made. */
function uniforms(seed: number, ...shape: number[]): Float32Array<ArrayBuffer> {
  const { uniform } = random(seed);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 2 * uniform() - 1);
}
const numbers = (seed: number, ...shape: number[]) => tf.tensor(uniforms(seed, ...shape), shape);
const matrix = (seed: number, m: number, n: number) => numbers(seed, m, n) as tf.Tensor2D;

/** Every fused operation, product and convolution, forward and backward, at the largest sizes of the workloads. */
export const largestCases: Record<string, () => tf.Tensor[]> = {
  linear: () => {
    const [x, weight, bias] = [matrix(1, rows, C), matrix(2, C, 4 * C), numbers(3, 4 * C)];
    const dy = matrix(4, rows, 4 * C);
    const y = tf.fused.matMul({ a: x, b: weight, bias });
    return [y, ...linearGradient(dy, x, weight, { dx: true })] as tf.Tensor[];
  },
  "products with the table of tokens": () => {
    const [x, table, dy] = [matrix(1, rows, C), matrix(2, V, C), matrix(3, rows, V)];
    return [
      tf.matMul(x, table, false, true),
      tf.matMul(dy, table),
      tf.matMul(dy, x, true, false),
      tf.matMul(dy, matrix(4, C, rows), true, true),
    ];
  },
  "products a little larger than tiles": () => {
    const x = matrix(1, 33, 65);
    return [
      tf.matMul(x, matrix(2, 65, 49)),
      tf.matMul(x, matrix(3, 49, 65), false, true),
      tf.matMul(x, matrix(4, 33, 17), true, false),
      tf.matMul(numbers(5, 3, 9, 13), numbers(6, 3, 13, 7)),
    ];
  },
  "layer norm": () => {
    const [x, gamma, beta] = [numbers(1, B, T, C), numbers(2, C), numbers(3, C)];
    const { y, ...kept } = layerNorm(x, gamma, beta, 1e-5);
    const [dy, earlier] = [numbers(4, B, T, C), numbers(5, B, T, C)];
    return [y, ...Object.values(kept), ...layerNormGradient(dy, x, gamma, kept, earlier)];
  },
  gelu: () => {
    const x = tf.mul(numbers(1, B, T, 4 * C), 4);
    return [gelu(x), geluGradient(numbers(2, B, T, 4 * C), x)];
  },
  dropout: () => [dropout(numbers(1, B, T, C), 0.1, 4_000_000_000)],
  attention: () => {
    const options = { heads: 4, causal: true };
    const qkv = tf.mul(numbers(1, B, T, 3 * C), 2) as tf.Tensor3D;
    const { output, logSumExp } = attention(qkv, options);
    const dy = numbers(2, B, T, C);
    return [output, logSumExp, attentionGradient(dy, qkv, output, logSumExp, options)];
  },
  "cross-entropy": () => {
    const logits = tf.mul(matrix(1, rows, V), 3);
    const { integer } = random(2);
    const labels = tf.tensor1d(
      Array.from({ length: rows }, () => integer(V)),
      "int32",
    );
    const { loss, logSumExp } = crossEntropy(logits, labels);
    return [loss, logSumExp, crossEntropyGradient(tf.scalar(1000), logits, labels, logSumExp)];
  },
  Adam: () => {
    const items = parameterShapes.map((shape, i) => ({
      parameter: numbers(4 * i, ...shape),
      gradient: numbers(4 * i + 1, ...shape),
      mean: numbers(4 * i + 2, ...shape),
      meanSquare: tf.abs(numbers(4 * i + 3, ...shape)),
    }));
    const options = { beta1: 0.9, beta2: 0.95, rate: 1, epsilon: 1e-3, keep: 0.9 };
    const moved = adamSteps(items, options);
    return moved.flatMap(({ next, means }) => [next, means.mean, means.meanSquare]);
  },
  "gradient descent with momentum": () => {
    const items = parameterShapes.map((shape, i) => ({
      parameter: numbers(3 * i, ...shape),
      gradient: numbers(3 * i + 1, ...shape),
      velocity: numbers(3 * i + 2, ...shape),
    }));
    const moved = sgdSteps(items, { momentum: 0.9, rate: 0.5 });
    return moved.flatMap(({ next, velocity }) => [next, velocity as tf.Tensor]);
  },
  "convolution of one channel": () => convolution([64, 28, 28, 1], 16),
  "convolution of sixteen channels": () => convolution([64, 14, 14, 16], 32),
  "max pooling": () => gradients((x) => maxPool(x), numbers(1, 64, 28, 28, 16)),
  LSTM: () => {
    const weight = tf.div(matrix(2, 64, 256), 8) as tf.Tensor2D;
    const run = lstm(numbers(1, 32, 50, 256) as tf.Tensor3D, weight);
    return [...Object.values(run), ...lstmGradient(numbers(3, 32, 50, 64), run, weight)];
  },
};

/** The same in plain loops: tfjs's own convolutions on the CPU take half a minute. */
export const byLoops: typeof largestCases = {
  "convolution of one channel": () => loops([64, 28, 28, 1], 16),
  "convolution of sixteen channels": () => loops([64, 14, 14, 16], 32),
};

const parameterShapes = [[C, 4 * C], [V, C], [4 * C], [C], [C], [C, 3 * C]];

const operandsOf = (shape: number[], O: number) => [
  numbers(1, ...shape),
  numbers(2, 3, 3, shape[3] as number, O),
  numbers(3, O),
];

const convolution = (shape: number[], O: number) =>
  gradients((x, w, b) => conv2d(x, w, b), ...operandsOf(shape, O));

/** What `convolution` gives. */
function loops(shape: [number, number, number, number], O: number): tf.Tensor[] {
  const [B, Y, X, I] = shape;
  const operands = {
    x: uniforms(1, ...shape),
    filter: uniforms(2, 3, 3, I, O),
    bias: uniforms(3, O),
    dy: uniforms(9, B, Y, X, O),
  };
  return loopConvolution(shape, operands).map((values) => tf.tensor1d(Float32Array.from(values)));
}

/** The result of an operation and its gradients, each number of the result with a weight of its own. */
function gradients(run: (...operands: Variable[]) => Variable, ...data: tf.Tensor[]): tf.Tensor[] {
  const operands = data.map((tensor) => parameter(tensor));
  const y = run(...operands);
  const result = y.data.clone();
  backward(sum(mul(y, numbers(9, ...y.shape))));
  const grads = operands.map(({ grad }) => (grad as tf.Tensor).clone());
  for (const variable of operands) variable.dispose();
  return [result, ...grads];
}
