import type * as tf from "@tensorflow/tfjs";
import type { AttentionOptions } from "../fused/attention.js";
import { type CellCode, cellCode } from "./cellCode.js";
import { glKernel } from "./glKernel.js";

/** B, T, C and D of `[B, T, 3C]`. */
export function headSizes({ shape }: tf.TensorInfo, { heads }: AttentionOptions) {
  const [B, T, threeC] = shape as [number, number, number];
  return { B, T, C: threeC / 3, D: threeC / 3 / heads };
}

/** GLSL: a block of `[B, H, T, T]` at `row` and `c` as its batch, head, query `t` and key `s`, both even. */
export const placeCode = `
  int matrix = row / T;
  int t = row - matrix * T;
  int s = c;
  int b = matrix / heads;
  int h = matrix - b * heads;`;

/** Three launches: the scores, each query's log Σ eˣ of them, and the values weighted by both. */
export const attention = glKernel<AttentionOptions>("Attention", (call) => {
  const { attrs, input, pick, run, free } = call;
  const { heads, causal } = attrs;
  const { B, T, C, D } = headSizes(input("qkv"), attrs);
  const cell = cellCode(D);
  const [scores] = run({
    key: `attention scores ${cell.type} ${causal}`,
    form: "blocks",
    inputs: pick("qkv"),
    outputs: ["scores"],
    shape: [B, heads, T, T],
    integers: { T, C, D, heads },
    floats: { scale: 1 / Math.sqrt(D) },
    functions: cell.functions,
    body: `${placeCode}
  scores = vec4(0.0);
  ${causal ? "if (s > t + 1) return;" : ""}
  ivec2 query = qkvRow(b * T + t);
  ivec2 key = qkvRow(b * T + s);
  for (int d = h * D; d < h * D + D; d += ${cell.step}) {
    scores += products(${cell.load("qkv", "query", "d")}, ${cell.load("qkv", "key", "C + d")});
  }
  scores *= scale;`,
  }) as [tf.TensorInfo];
  const [logSumExp] = run({
    key: `attention sums ${causal}`,
    form: "numbers",
    inputs: { scores },
    outputs: ["logSumExp"],
    shape: [B, heads, T],
    integers: { T },
    body: `
  ivec2 start = scoresRow(i);
  int end = ${causal ? "i % T + 1" : "T"};
  float top = scoresNumber(start, 0);
  for (int s = 1; s < end; s++) { top = max(top, scoresNumber(start, s)); }
  float sum = 0.0;
  for (int s = 0; s < end; s++) { sum += exponential(scoresNumber(start, s) - top); }
  logSumExp = top + logarithm(sum);`,
  }) as [tf.TensorInfo];
  const [output] = run({
    key: `attention ${cell.type} ${causal}`,
    form: "blocks",
    inputs: { ...pick("qkv"), scores, logSumExp },
    outputs: ["y"],
    shape: [B, T, C],
    integers: { T, C, D, heads },
    functions: `${cell.functions}
/** Queries t and t + 1 in column c, or from there on. */
${cell.type} valueAt(int b, int t, int c) {
  int first = (b * heads + c / D) * T;
  ivec2 scoresStart = scoresRow(first + t);
  vec2 sums = vec2(logSumExpAt(first + t), t + 1 < T ? logSumExpAt(first + t + 1) : 0.0);
  ${cell.type} total = ${cell.type}(0.0);
  int end = ${causal ? "min(T, t + 2)" : "T"};
  for (int s = 0; s < end; s += 2) {
    vec4 weights = exponential(scoresBlock(scoresStart, s) - sums.xxyy);
    ${cell.type} value = ${cell.load("qkv", "qkvRow(b * T + s)", "2 * C + c")};
    ${causal ? "if (s >= t) weights.y = 0.0; // row t may not read key t + 1" : ""}
    if (s + 1 >= T) { weights.yw = vec2(0.0); value = upper(value); }
    total += weighted(weights, value);
  }
  return total;
}`,
    body: `
  int b = row / T;
  int t = row - b * T;
  ${cell.each("y", (c) => `valueAt(b, t, ${c})`)}`,
  }) as [tf.TensorInfo];
  free(scores);
  return [output, logSumExp];
});

/** Two launches: the weights again with the scores' gradient, then the gradients of queries, keys and values. */
export const attentionGradient = glKernel<AttentionOptions>("AttentionGradient", (call) => {
  const { attrs, input, pick, run, free } = call;
  const { heads, causal } = attrs;
  const { B, T, C, D } = headSizes(input("qkv"), attrs);
  const cell = cellCode(D);
  const integers = { T, C, D, heads };
  const [weights, slopes] = run({
    key: `attentionGradient scores ${cell.type} ${causal}`,
    form: "blocks",
    inputs: pick("dy", "qkv", "output", "logSumExp"),
    outputs: ["weights", "slopes"],
    shape: [B, heads, T, T],
    integers,
    floats: { scale: 1 / Math.sqrt(D) },
    functions: cell.functions,
    body: `${placeCode}
  weights = vec4(0.0);
  slopes = vec4(0.0);
  ${causal ? "if (s > t + 1) return;" : ""}
  ivec2 query = qkvRow(b * T + t);
  ivec2 key = qkvRow(b * T + s);
  ivec2 dyStart = dyRow(b * T + t);
  ivec2 outputStart = outputRow(b * T + t);
  vec4 along = vec4(0.0);
  vec2 delta = vec2(0.0);
  for (int d = h * D; d < h * D + D; d += ${cell.step}) {
    ${cell.type} upstream = ${cell.load("dy", "dyStart", "d")};
    weights += products(${cell.load("qkv", "query", "d")}, ${cell.load("qkv", "key", "C + d")});
    along += products(upstream, ${cell.load("qkv", "key", "2 * C + d")});
    delta += rowProducts(upstream, ${cell.load("output", "outputStart", "d")});
  }
  int place = matrix * T + t;
  vec2 sums = vec2(logSumExpAt(place), t + 1 < T ? logSumExpAt(place + 1) : 0.0);
  weights = exponential(weights * scale - sums.xxyy);
  slopes = weights * (along - delta.xxyy) * scale;
  ${causal ? "if (s >= t) { weights.y = 0.0; slopes.y = 0.0; }" : ""}`,
  }) as [tf.TensorInfo, tf.TensorInfo];
  const [gradient] = run({
    key: `attentionGradient ${cell.type} ${causal}`,
    form: "blocks",
    inputs: { ...pick("dy", "qkv"), weights, slopes },
    outputs: ["gradient"],
    shape: input("qkv").shape,
    integers,
    functions: gradientCode(cell, causal),
    body: `
  int b = row / T;
  int t = row - b * T;
  ${cell.each("gradient", (c) => `gradientAt(b, t, ${c})`)}`,
  }) as [tf.TensorInfo];
  free(weights, slopes);
  return gradient;
});

/** GLSL: dq from slopes and keys; dk from slopes, turned, and queries; dv from weights, turned, and dy. */
function gradientCode(cell: CellCode, causal: boolean): string {
  const turned = (tensor: string, load: string) => `
    for (int s = ${causal ? "t" : "0"}; s < T; s += 2) {
      vec4 block = ${tensor}Block(${tensor}Row(first + s), t).xzyw;
      ${cell.type} other = ${load};
      if (s + 1 >= T) { block.yw = vec2(0.0); other = upper(other); }
      total += weighted(block, other);
    }`;
  return `${cell.functions}
/** Positions t and t + 1 in column c, or from there on. */
${cell.type} gradientAt(int b, int t, int c) {
  int job = c / C;
  int column = c - job * C;
  int first = (b * heads + column / D) * T;
  ${cell.type} total = ${cell.type}(0.0);
  if (job == 0) {
    ivec2 start = slopesRow(first + t);
    int end = ${causal ? "min(T, t + 2)" : "T"};
    for (int s = 0; s < end; s += 2) {
      vec4 block = slopesBlock(start, s);
      ${cell.type} other = ${cell.load("qkv", "qkvRow(b * T + s)", "C + column")};
      if (s + 1 >= T) { block.yw = vec2(0.0); other = upper(other); }
      total += weighted(block, other);
    }
  } else if (job == 1) {${turned("slopes", cell.load("qkv", "qkvRow(b * T + s)", "column"))}
  } else {${turned("weights", cell.load("dy", "dyRow(b * T + s)", "column"))}
  }
  return total;
}`;
}
