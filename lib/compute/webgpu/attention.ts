import type * as tf from "@tensorflow/tfjs";
import type { AttentionOptions } from "../fused/attention.js";
import { gpuKernel } from "./gpuKernel.js";
import { type HeadCode, headCode } from "./headCode.js";
import { nanCode } from "./nanCode.js";

const groupSize = 64;

/** B, T, heads, D and C of `[B, T, 3C]`, for shaders. */
export function headSizes({ shape }: tf.TensorInfo, { heads }: AttentionOptions) {
  const [B, T, threeC] = shape as [number, number, number];
  const C = threeC / 3;
  return { B, T, C, D: C / heads, rows: B * heads * T };
}

/** WGSL: the row's number `i` as its batch, head and position, and where they lie. */
export const placeCode = ({ step }: HeadCode) => `
    let t = i % numbers.T;
    let h = i / numbers.T % numbers.heads;
    let b = i / (numbers.T * numbers.heads);
    let stride = 3 * numbers.C / ${step}; // between two positions of qkv
    let first = b * numbers.T * stride + h * numbers.D / ${step}; // the head's query at position 0`;

/**
 * One launch: a thread for each query goes once through the keys that it may read, and corrects the sum so far when a
 * score exceeds all before it; nothing of size T² is ever stored.
 *
 * @see Milakov and Gimelshein 2018, "Online normalizer calculation for softmax"
 */
export const attention = gpuKernel<AttentionOptions>("Attention", (call) => {
  const { attrs, make, run } = call;
  const qkv = call.input("qkv");
  const { heads, causal } = attrs;
  const { B, T, C, D, rows } = headSizes(qkv, attrs);
  const [output, logSumExp] = [make([B, T, C]), make([B, heads, T])];
  const code = headCode(D);
  run({
    key: `attention ${D} ${causal}`,
    groupSize,
    groups: Math.ceil(rows / groupSize),
    reads: { qkv },
    writes: { output, logSumExp },
    fours: code.step === 4 ? ["qkv", "output"] : [],
    integers: { T, C, D, heads, rows },
    floats: { scale: 1 / Math.sqrt(D) },
    source: () => ({
      functions: nanCode,
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.rows) {
    ${placeCode(code)}
    let width = numbers.C / ${code.step};
    ${code.load("q", "qkv", "first + t * stride")}
    var top = 0.0;
    var total = 0.0;
    ${code.zeros("sum")}
    for (var s = 0; s < ${causal ? "t + 1" : "numbers.T"}; s++) {
      let at = first + s * stride;
      ${code.load("k", "qkv", "at + width")}
      ${code.load("v", "qkv", "at + 2 * width")}
      let score = (${code.dot("q", "k")}) * numbers.scale;
      if (s == 0) { top = score; }
      if (score > top) {
        let less = exponential(top - score);
        total *= less;
        ${code.each((n) => `sum${n} *= less;`)}
        top = score;
      }
      let weight = exponential(score - top);
      total += weight;
      ${code.each((n) => `sum${n} += weight * v${n};`)}
    }
    let to = (b * numbers.T + t) * width + h * numbers.D / ${code.step};
    ${code.each((n) => `output[to + ${n}] = sum${n} / total;`)}
    logSumExp[i] = top + logarithm(total);
  }`,
    }),
  });
  return [output, logSumExp];
});
