import type { AttentionOptions } from "../fused/attention.js";
import { headSizes, placeCode } from "./attention.js";
import { gpuKernel, pick } from "./gpuKernel.js";
import { headCode } from "./headCode.js";
import { nanCode } from "./nanCode.js";

const groupSize = 64;

/**
 * One launch of three jobs, a thread for each row of dq, of dk and of dv. They share nothing: each computes again the weights
 * `p` that it needs, and `δ` with them, which spares both a launch of their own.
 */
export const attentionGradient = gpuKernel<AttentionOptions>("AttentionGradient", (call) => {
  const { attrs, make, run } = call;
  const qkv = call.input("qkv");
  const { heads, causal } = attrs;
  const { T, C, D, rows } = headSizes(qkv, attrs);
  const gradient = make(qkv.shape);
  const groups = Math.ceil(rows / groupSize);
  const code = headCode(D);
  const { each, load, dot, zeros, step } = code;
  const store = (name: string, job: number) =>
    each((n) => `gradient[first + t * stride + ${job} * width + ${n}] = ${name}${n};`);
  const own = "first + t * stride";
  const other = "first + s * stride";
  run({
    key: `attentionGradient ${D} ${causal}`,
    groupSize,
    groups: 3 * groups,
    reads: pick(call, "dy", "qkv", "output", "logSumExp"),
    writes: { gradient },
    fours: step === 4 ? ["dy", "qkv", "output", "gradient"] : [],
    integers: { T, C, D, heads, rows, groups },
    floats: { scale: 1 / Math.sqrt(D) },
    source: () => ({
      functions: nanCode,
      main: `
  let job = group / numbers.groups;
  let i = group % numbers.groups * ${groupSize} + thread;
  if (i < numbers.rows && job < 3) {
    ${placeCode(code)}
    let width = numbers.C / ${step};
    let rowsAt = b * numbers.T * width + h * numbers.D / ${step}; // the head's dy and output at position 0
    let sums = (b * numbers.heads + h) * numbers.T; // its logSumExp there
    let start = ${causal ? "t" : "0"}; // the first query that reads this key
    if (job == 0) {
      ${load("q", "qkv", own)}
      ${load("dy", "dy", "rowsAt + t * width")}
      ${load("out", "output", "rowsAt + t * width")}
      ${zeros("sum")}
      for (var s = 0; s < ${causal ? "t + 1" : "numbers.T"}; s++) {
        ${load("k", "qkv", `${other} + width`)}
        ${load("v", "qkv", `${other} + 2 * width`)}
        let p = exponential((${dot("q", "k")}) * numbers.scale - logSumExp[sums + t]);
        let ds = p * (${dot("dy", "v")} - (${dot("dy", "out")})) * numbers.scale;
        ${each((n) => `sum${n} += ds * k${n};`)}
      }
      ${store("sum", 0)}
    } else if (job == 1) {
      ${load("k", "qkv", `${own} + width`)}
      ${load("v", "qkv", `${own} + 2 * width`)}
      ${zeros("sum")}
      for (var s = start; s < numbers.T; s++) {
        ${load("q", "qkv", other)}
        ${load("dy", "dy", "rowsAt + s * width")}
        ${load("out", "output", "rowsAt + s * width")}
        let p = exponential((${dot("q", "k")}) * numbers.scale - logSumExp[sums + s]);
        let ds = p * (${dot("dy", "v")} - (${dot("dy", "out")})) * numbers.scale;
        ${each((n) => `sum${n} += ds * q${n};`)}
      }
      ${store("sum", 1)}
    } else {
      ${load("k", "qkv", `${own} + width`)}
      ${zeros("sum")}
      for (var s = start; s < numbers.T; s++) {
        ${load("q", "qkv", other)}
        ${load("dy", "dy", "rowsAt + s * width")}
        let p = exponential((${dot("q", "k")}) * numbers.scale - logSumExp[sums + s]);
        ${each((n) => `sum${n} += p * dy${n};`)}
      }
      ${store("sum", 2)}
    }
  }`,
    }),
  });
  return gradient;
});
