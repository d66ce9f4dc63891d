import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const variance = (of: string) =>
  [
    "function normalizeRow(row: number[], epsilon = 1e-5) {",
    "  const mean = row.reduce((sum, v) => sum + v, 0) / row.length;",
    `  const variance = ${of};`,
    "  return row.map((v) => (v - mean) / Math.sqrt(variance + epsilon));",
    "}",
  ].join("\n");
const squares = "row.reduce((sum, v) => sum + (v - mean) ** 2, 0)";

const norm = (entry: string, of = "row", variance = "total / values.length") =>
  [
    "function layerNormOf(X: number[][], gamma: number[], beta: number[], epsilon: number) {",
    "  return X.map((row, n) => row.map((v, c) => {",
    `    const values = ${of};`,
    "    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;",
    "    const total = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);",
    `    const variance = ${variance};`,
    "    const h = (v - mean) / Math.sqrt(variance + epsilon);",
    `    return ${entry};`,
    "  }));",
    "}",
  ].join("\n");
const whole = "gamma[c] * h + beta[c]";

const back = (entry: string) =>
  [
    "function normBackward(dy: number[], h: number[], inverse: number) {",
    "  const level = averageOf(dy);",
    "  const along = averageOf(dy.map((g, c) => g * h[c]));",
    `  return dy.map((g, c) => ${entry});`,
    "}",
  ].join("\n");

const block = (...lines: string[]) =>
  `function block(h: number[], f: (h: number[]) => number[], blocks: number) {\n  ${lines.join("\n  ")}\n}`;

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  "row-variance": [
    {
      wrong: "divided by n − 1",
      source: variance(`${squares} / (row.length - 1)`),
      says: "that divides by one less than the number of features",
    },
    { wrong: "a sum", source: variance(squares), says: "that is the sum of the squares" },
    {
      wrong: "the standard deviation",
      source: variance(`Math.sqrt(${squares} / row.length)`),
      says: "that is the standard deviation; the root comes below",
    },
    {
      wrong: "the mean square",
      source: variance("row.reduce((sum, v) => sum + v ** 2, 0) / row.length"),
      says: "Subtract the mean before you square",
    },
    {
      wrong: "distances that are not squared",
      source: variance("row.reduce((sum, v) => sum + Math.abs(v - mean), 0) / row.length"),
      says: "that is the mean distance from the mean",
    },
    {
      wrong: "distances that cancel",
      source: variance("row.reduce((sum, v) => sum + (v - mean), 0) / row.length"),
      says: "variance is 0 here, so that only epsilon is left",
    },
    {
      wrong: "the range",
      source: variance("Math.max(...row) - Math.min(...row)"),
      says: "that is the range",
    },
    {
      wrong: "the power sign of other languages",
      source: variance("row.reduce((sum, v) => sum + ((v - mean) ^ 2), 0) / row.length"),
      says: "^ is something else in JavaScript",
    },
    {
      wrong: "three features always",
      source: variance(`${squares} / 3`),
      says: "the result for -3 and 5 with epsilon 4 is",
    },
    {
      wrong: "the mean square less the mean",
      source: variance("row.reduce((sum, v) => sum + v * v, 0) / row.length - mean"),
      says: "the mean taken away is not squared",
    },
  ],

  "layer-norm": [
    {
      wrong: "n − 1",
      source: norm(whole, "row", "total / (values.length - 1)"),
      says: "the variance is divided by one less than the number of features",
    },
    {
      wrong: "epsilon outside the root",
      source: norm("gamma[c] * (v - mean) / (Math.sqrt(variance) + epsilon) + beta[c]"),
      says: "epsilon is added after the root",
    },
    {
      wrong: "no epsilon",
      source: norm("gamma[c] * (v - mean) / Math.sqrt(variance) + beta[c]"),
      says: "epsilon is left out",
    },
    {
      wrong: "down the columns",
      source: norm(whole, "X.map((row) => row[c])"),
      says: "mean and variance go down the columns: that is batch norm",
    },
    {
      wrong: "the whole matrix",
      source: norm(whole, "X.flat()"),
      says: "the whole matrix shares one mean and one variance",
    },
    { wrong: "no gamma", source: norm("h + beta[c]"), says: "gamma is left out" },
    { wrong: "no beta", source: norm("gamma[c] * h"), says: "beta is left out" },
    { wrong: "neither", source: norm("h"), says: "gamma and beta are left out" },
    {
      wrong: "gamma around beta",
      source: norm("gamma[c] * (h + beta[c])"),
      says: "gamma stretches beta too",
    },
    {
      wrong: "gamma by the row",
      source: norm("gamma[n] * h + beta[n]"),
      says: "gamma and beta belong to features",
    },
    {
      wrong: "no root",
      source: norm("gamma[c] * (v - mean) / (variance + epsilon) + beta[c]"),
      says: "the root of the variance is missing",
    },
    {
      wrong: "no mean",
      source: norm("gamma[c] * v / Math.sqrt(variance + epsilon) + beta[c]"),
      says: "the mean is not subtracted",
    },
    {
      wrong: "written into X",
      source: norm("(row[c] = gamma[c] * h + beta[c])"),
      says: "layerNormOf changed X, which was given to it",
    },
    {
      wrong: "a flat list",
      source: norm(whole).replace("X.map(", "X.flatMap("),
      says: "expected 2 rows of 3 numbers, the shape of X",
    },
    {
      wrong: "three features always",
      source: norm(whole, "[row[0], row[1], row[2]]"),
      says: "the result for a single example is NaN",
    },
  ],

  "norm-backward": [
    { wrong: "dy as it is", source: back("g"), says: "that is dy as it came" },
    {
      wrong: "constants",
      source: back("inverse * g"),
      says: "this takes them for constants",
    },
    {
      wrong: "the mean only",
      source: back("inverse * (g - level)"),
      says: "the part along h is still there",
    },
    {
      wrong: "the part along h only",
      source: back("inverse * (g - h[c] * along)"),
      says: "the mean of dy is still there",
    },
    {
      wrong: "no inverse",
      source: back("g - level - h[c] * along"),
      says: "the factor inverse is missing",
    },
    {
      wrong: "divided by inverse",
      source: back("(g - level - h[c] * along) / inverse"),
      says: "it is divided by inverse",
    },
    {
      wrong: "sums",
      source: back("inverse * (g - dy.length * level - h[c] * dy.length * along)"),
      says: "sums are taken away where means should be",
    },
    {
      wrong: "added",
      source: back("inverse * (g - level + h[c] * along)"),
      says: "the part along h is added; take it away",
    },
    {
      wrong: "no h beside the second mean",
      source: back("inverse * (g - level - along)"),
      says: "take away h[c] times it",
    },
    {
      wrong: "the sign",
      source: back("-inverse * (g - level - h[c] * along)"),
      says: "the size is right, the sign is not",
    },
    {
      wrong: "a gradient that moves all features",
      source: back("inverse * (g - level - h[c] * along) + 1"),
      says: "the gradient sums to 4, expected 0",
    },
    {
      wrong: "h in place of the mean of h times dy",
      source: back("inverse * (g - level - h[c])"),
      says: "the gradient times h sums to",
    },
  ],

  "forty-blocks": [
    {
      wrong: "no way around",
      source: block("return f(h);"),
      says: "There is no way around f: where f is silent, nothing gets through.",
    },
    {
      wrong: "the way around alone",
      source: block("return h;"),
      says: "let f have a say",
    },
    {
      wrong: "nothing holds the sum",
      source: block("return f(h).map((v, c) => h[c] + v);"),
      says: "each block adds in proportion to what is there",
    },
    {
      wrong: "a mean of both",
      source: block("return f(h).map((v, c) => (h[c] + v) / 2);"),
      says: "Each block multiplies h itself by 0.5; leave the way around as it is.",
    },
    {
      wrong: "a mean that keeps the variance",
      source: block("return f(h).map((v, c) => (h[c] + v) / Math.SQRT2);"),
      says: "Each block multiplies h itself by 0.707",
    },
    {
      wrong: "the sum scaled",
      source: block("return f(h).map((v, c) => (h[c] + v) / Math.sqrt(blocks));"),
      says: "Each block multiplies h itself by 0.158",
    },
    {
      wrong: "one number",
      source: block("return h[0] + f(h)[0];"),
      says: "what block returns is",
    },
    {
      wrong: "lists side by side",
      source: block("return [...h, ...f(h)];"),
      says: "block returns 32 numbers, expected 16, as many as h has.",
    },
    {
      wrong: "lists added as they are",
      source: block("return h + f(h);"),
      says: "what block returns is",
    },
    {
      wrong: "a squashed stream",
      source: block("return f(h).map((v, c) => Math.tanh(0.8 * h[c]) + v / Math.sqrt(blocks));"),
      says: "it fades on the way. Something stands on the way around h.",
    },
  ],
};
