import * as tf from "@tensorflow/tfjs";
import { withMemory } from "./compiled.js";
import { compiledKernel } from "./compiledKernels.js";
import { convolutions } from "./convolutions.js";
import { fusedMatMul } from "./fusedMatMul.js";
import { heap, input } from "./kernel.js";
import { lstm, lstmGradient } from "./lstm.js";
import { sum } from "./sum.js";

const { sizeFromShape } = tf.util;

const layerNorm = compiledKernel<{ epsilon: number }>("LayerNorm", (call) => {
  const { attrs, exports, at, place, make } = call;
  const { shape } = input(call, "x");
  const width = shape.at(-1) as number;
  const rows = sizeFromShape(shape) / width;
  const [y, mean, inverse] = [make(shape), make([rows]), make([rows])] as const;
  const results = [place(y), place(mean), place(inverse)];
  exports.layerNorm(at("x"), at("gamma"), at("beta"), ...results, rows, width, attrs.epsilon);
  return [y, mean, inverse];
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

const gelu = compiledKernel("Gelu", (call) => {
  const { shape } = input(call, "x");
  const y = call.make(shape);
  call.exports.gelu(call.at("x"), call.place(y), sizeFromShape(shape));
  return y;
});

const geluGradient = compiledKernel("GeluGradient", (call) => {
  const { shape } = input(call, "x");
  const dx = call.make(shape);
  call.exports.geluGradient(call.at("dy"), call.at("x"), call.place(dx), sizeFromShape(shape));
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
  const { backend, exports, at, place, make } = call;
  const [rows, classes] = input(call, "logits").shape as [number, number];
  const gradient = make([rows, classes]);
  const scale = (heap(backend, input(call, "dy"))[0] as number) / rows;
  const places = [...["logits", "labels", "logSumExp"].map(at), place(gradient)];
  exports.crossEntropyGradient(...places, rows, classes, scale);
  return gradient;
});

interface Heads {
  heads: number;
  causal: boolean;
}

/** B, T, heads and D of `[B, T, 3C]`, and what the scores are divided by. */
function headSizes({ shape }: tf.TensorInfo, { heads, causal }: Heads) {
  const [B, T, threeC] = shape as [number, number, number];
  const D = threeC / 3 / heads;
  return { B, T, D, numbers: [B, T, heads, D, 1 / Math.sqrt(D), Number(causal)] };
}

const attention = compiledKernel<Heads>("Attention", (call) => {
  const { backend, attrs, exports, scratch, at, place, make } = call;
  const { B, T, D, numbers } = headSizes(input(call, "qkv"), attrs);
  const [output, logSumExp] = [make([B, T, attrs.heads * D]), make([B, attrs.heads, T])] as const;
  withMemory(backend, exports.attentionBytes(T), (scores) =>
    exports.attention(at("qkv"), place(output), place(logSumExp), ...numbers, scratch, scores),
  );
  return [output, logSumExp];
});

const attentionGradient = compiledKernel<Heads>("AttentionGradient", (call) => {
  const { backend, attrs, exports, scratch, at, place, make } = call;
  const qkv = input(call, "qkv");
  const { T, numbers } = headSizes(qkv, attrs);
  const gradient = make(qkv.shape);
  const places = [...["dy", "qkv", "output", "logSumExp"].map(at), place(gradient)];
  withMemory(backend, exports.attentionBytes(T), (scores) =>
    exports.attentionGradient(...places, ...numbers, scratch, scores),
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
  const { exports, at, place, make, attrs } = call;
  const { shape } = input(call, "parameter");
  const next = make(shape);
  exports.adamStep(
    ...["parameter", "gradient", "mean", "meanSquare"].map(at),
    ...[place(next), sizeFromShape(shape)],
    ...[attrs.beta1, attrs.beta2, attrs.rate, attrs.epsilon, attrs.keep],
  );
  return next;
});

const sgdStep = compiledKernel<{ momentum: number; rate: number }>("SgdStep", (call) => {
  const { exports, at, place, make, attrs } = call;
  const { shape } = input(call, "parameter");
  const next = make(shape);
  exports.sgdStep(
    ...["parameter", "gradient", "velocity"].map(at),
    ...[place(next), sizeFromShape(shape), attrs.momentum, attrs.rate],
  );
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
