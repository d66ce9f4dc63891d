import * as tf from "@tensorflow/tfjs";
import { type Compiled, withMemory } from "./compiled.js";
import { type CompiledCall, compiledKernel } from "./compiledKernels.js";
import { convolutions } from "./convolutions.js";
import { fusedMatMul } from "./fusedMatMul.js";
import { heap, input } from "./kernel.js";
import { lstm, lstmGradient } from "./lstm.js";
import { quantizedMatMul } from "./quantizedMatMul.js";
import { sparseMatMul } from "./sparseMatMul.js";
import { sum } from "./sum.js";

const { sizeFromShape } = tf.util;

const layerNorm = compiledKernel<{ epsilon: number }>("LayerNorm", (call) => {
  const { attrs, threads, at, place, make } = call;
  const { shape } = input(call, "x");
  const width = shape.at(-1) as number;
  const rows = sizeFromShape(shape) / width;
  const results = [make(shape), make([rows]), make([rows])];
  const [y, mean, inverse] = results.map(place) as [number, number, number];
  threads.run("layerNorm", { items: rows, cost: rows * width * 8 }, (first, last) => [
    ...[at("x") + first * width * 4, at("gamma"), at("beta")],
    ...[y + first * width * 4, mean + first * 4, inverse + first * 4],
    ...[last - first, width, attrs.epsilon],
  ]);
  return results;
});

const layerNormGradient = compiledKernel("LayerNormGradient", (call) => {
  const { exports, at, place, make } = call;
  const { shape } = input(call, "x");
  const width = shape.at(-1) as number;
  const results = [make(shape), make([width]), make([width])];
  exports.layerNormGradient(
    ...["dy", "x", "gamma", "mean", "inverse"].map(at),
    ...results.map(place),
    ...[sizeFromShape(shape) / width, width],
  );
  return results;
});

/** Runs a function of tensors number by number, four at a time: it takes their places, a count, and other numbers. */
function eachNumber(
  { threads }: Pick<CompiledCall<unknown>, "threads">,
  name: keyof Compiled,
  shape: number[],
  places: readonly number[],
  numbers: readonly number[] = [],
): void {
  const items = sizeFromShape(shape);
  threads.run(name, { items, grain: 4, cost: items * 32 }, (first, last) => [
    ...places.map((at) => at + first * 4),
    ...[last - first, ...numbers],
  ]);
}

const gelu = compiledKernel("Gelu", (call) => {
  const { shape } = input(call, "x");
  const y = call.make(shape);
  eachNumber(call, "gelu", shape, [call.at("x"), call.place(y)]);
  return y;
});

const geluGradient = compiledKernel("GeluGradient", (call) => {
  const { shape } = input(call, "x");
  const dx = call.make(shape);
  eachNumber(call, "geluGradient", shape, [call.at("dy"), call.at("x"), call.place(dx)]);
  return dx;
});

const crossEntropy = compiledKernel("CrossEntropy", (call) => {
  const { backend, exports, at, place, make } = call;
  const [rows, classes] = input(call, "logits").shape as [number, number];
  const [loss, logSumExp] = [make([]), make([rows])];
  const total = exports.crossEntropy(at("logits"), at("labels"), place(logSumExp), rows, classes);
  heap(backend, loss)[0] = total / rows;
  return [loss, logSumExp];
});

const crossEntropyGradient = compiledKernel("CrossEntropyGradient", (call) => {
  const { backend, threads, at, place, make } = call;
  const [rows, classes] = input(call, "logits").shape as [number, number];
  const gradient = make([rows, classes]);
  const scale = (heap(backend, input(call, "dy"))[0] as number) / rows;
  const work = { items: rows, cost: rows * classes * 16 };
  threads.run("crossEntropyGradient", work, (first, last) => [
    ...[at("logits") + first * classes * 4, at("labels") + first * 4, at("logSumExp") + first * 4],
    ...[place(gradient) + first * classes * 4, last - first, classes, scale],
  ]);
  return gradient;
});

interface Heads {
  heads: number;
  causal: boolean;
}

/** B, T and D of `[B, T, 3C]`, and what a call for some of the batch takes besides places. */
function headSizes({ shape }: tf.TensorInfo, { heads, causal }: Heads) {
  const [B, T, threeC] = shape as [number, number, number];
  const D = threeC / 3 / heads;
  const work = { items: B, cost: B * T * T * threeC };
  const numbers = (count: number) => [count, T, heads, D, 1 / Math.sqrt(D), Number(causal)];
  /** Bytes of one sequence of width C, and of one number for each query. */
  const sequence = { wide: T * heads * D * 4, thin: heads * T * 4 };
  return { B, T, D, work, numbers, sequence };
}

const attention = compiledKernel<Heads>("Attention", (call) => {
  const { backend, attrs, exports, threads, scratches, at, place, make } = call;
  const { B, T, D, work, numbers, sequence } = headSizes(input(call, "qkv"), attrs);
  const [output, logSumExp] = [make([B, T, attrs.heads * D]), make([B, attrs.heads, T])] as const;
  const bytes = exports.attentionBytes(T);
  withMemory(backend, bytes * threads.size, (scores) =>
    threads.run("attention", work, (first, last, thread) => [
      ...[at("qkv") + first * 3 * sequence.wide, place(output) + first * sequence.wide],
      ...[place(logSumExp) + first * sequence.thin, ...numbers(last - first)],
      ...[scratches[thread] as number, scores + thread * bytes],
    ]),
  );
  return [output, logSumExp];
});

const attentionGradient = compiledKernel<Heads>("AttentionGradient", (call) => {
  const { backend, attrs, exports, threads, scratches, at, place, make } = call;
  const qkv = input(call, "qkv");
  const { T, work, numbers, sequence } = headSizes(qkv, attrs);
  const gradient = make(qkv.shape);
  const bytes = exports.attentionBytes(T);
  withMemory(backend, bytes * threads.size, (scores) =>
    threads.run("attentionGradient", work, (first, last, thread) => [
      ...[at("dy") + first * sequence.wide, at("qkv") + first * 3 * sequence.wide],
      ...[at("output") + first * sequence.wide, at("logSumExp") + first * sequence.thin],
      ...[place(gradient) + first * 3 * sequence.wide, ...numbers(last - first)],
      ...[scratches[thread] as number, scores + thread * bytes],
    ]),
  );
  return gradient;
});

interface DropoutAttributes {
  seed: number;
  threshold: number;
  scale: number;
}

const dropout = compiledKernel<DropoutAttributes>("CounterDropout", (call) => {
  const { exports, at, place, make, attrs } = call;
  const { shape } = input(call, "x");
  const y = make(shape);
  exports.dropout(
    at("x"),
    place(y),
    sizeFromShape(shape),
    attrs.seed,
    attrs.threshold,
    attrs.scale,
  );
  return y;
});

interface AdamAttributes {
  beta1: number;
  beta2: number;
  rate: number;
  epsilon: number;
  keep: number;
}

const adamStep = compiledKernel<AdamAttributes>("AdamStep", (call) => {
  const { at, place, make, attrs } = call;
  const { shape } = input(call, "parameter");
  const next = make(shape);
  const places = [...["parameter", "gradient", "mean", "meanSquare"].map(at), place(next)];
  const { beta1, beta2, rate, epsilon, keep } = attrs;
  eachNumber(call, "adamStep", shape, places, [beta1, beta2, rate, epsilon, keep]);
  return next;
});

const sgdStep = compiledKernel<{ momentum: number; rate: number }>("SgdStep", (call) => {
  const { at, place, make, attrs } = call;
  const { shape } = input(call, "parameter");
  const next = make(shape);
  const places = [...["parameter", "gradient", "velocity"].map(at), place(next)];
  eachNumber(call, "sgdStep", shape, places, [attrs.momentum, attrs.rate]);
  return next;
});

const peakMultiplyAdd = compiledKernel<{ rounds: number }>("PeakMultiplyAdd", (call) => {
  const out = call.make([6, 8]);
  call.exports.repeatTile(call.scratch, call.place(out), call.attrs.rounds);
  return out;
});

const own = [
  peakMultiplyAdd,
  lstm,
  lstmGradient,
  fusedMatMul,
  layerNorm,
  layerNormGradient,
  gelu,
  geluGradient,
  crossEntropy,
  crossEntropyGradient,
  attention,
  attentionGradient,
  dropout,
  adamStep,
  sgdStep,
  sparseMatMul,
  quantizedMatMul,
];

/** Registers what the compiled module runs; call it once it has started. */
export function registerOurKernels(): void {
  if (tf.getKernel("LayerNorm", "wasm")) return;
  const stockSum = tf.getKernel("Sum", "wasm");
  for (const kernel of [...own, ...convolutions(), sum(stockSum)]) {
    if (tf.getKernel(kernel.kernelName, "wasm")) tf.unregisterKernel(kernel.kernelName, "wasm");
    tf.registerKernel(kernel);
  }
}
