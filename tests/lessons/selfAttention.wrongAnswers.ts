import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const scores = (entry: string) =>
  `function scoresOf(q, k) {\n  return q.map((query) => k.map((key) => ${entry}));\n}`;

/** Attention with one of its steps replaced. */
const attention = ({
  score = "dot(query, key) / Math.sqrt(query.length)",
  power = "Math.exp(score - Math.max(...scores))",
  result = "v[0].map((_, c) => v.reduce((sum, row, s) => sum + (powers[s] / total) * row[c], 0))",
} = {}) =>
  [
    "function attention(q, k, v) {",
    "  return q.map((query) => {",
    `    const scores = k.map((key) => ${score});`,
    `    const powers = scores.map((score) => ${power});`,
    "    const total = powers.reduce((sum, power) => sum + power);",
    `    return ${result};`,
    "  });",
    "}",
  ].join("\n");

const causal = (body: string) =>
  `function causalWeights(scores) {\n  return scores.map((row, t) => ${body});\n}`;
const backward = (entry: string) =>
  `function softmaxBackward(p, dp) {\n  const mean = dot(dp, p);\n  return p.map((share, s) => ${entry});\n}`;
const places = (query: string, key = "place(t, 1)") =>
  [
    "function previousToken(T) {",
    "  const place = (t, size) => Array.from({ length: T }, (_, i) => (i === t ? size : 0));",
    `  const k = Array.from({ length: T }, (_, t) => ${key});`,
    `  const q = Array.from({ length: T }, (_, t) => ${query});`,
    "  return { q, k };",
    "}",
  ].join("\n");

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  "scaled-scores": [
    { wrong: "no scale", source: scores("dot(query, key) / 1"), says: "nothing is divided" },
    {
      wrong: "the length itself",
      source: scores("dot(query, key) / query.length"),
      says: "divides by 4, the number of entries, and not by its root",
    },
    {
      wrong: "times the root",
      source: scores("dot(query, key) * Math.sqrt(query.length)"),
      says: "the root multiplies here",
    },
    {
      wrong: "the number of queries",
      source: scores("dot(query, key) / Math.sqrt(q.length)"),
      says: "the root of the number of queries",
    },
    {
      wrong: "the number of keys",
      source: scores("dot(query, key) / Math.sqrt(k.length)"),
      says: "the root of the number of keys",
    },
    {
      wrong: "the square",
      source: scores("dot(query, key) / query.length ** 2"),
      says: "the root is wanted, not the square",
    },
    {
      wrong: "the root of two",
      source: scores("dot(query, key) / Math.sqrt(2)"),
      says: "always divides by the root of two",
    },
    {
      wrong: "a scale for four entries",
      source: scores("dot(query, key) / 2"),
      says: "for rows of 9 entries",
    },
    {
      wrong: "queries and keys exchanged",
      source:
        "function scoresOf(q, k) { return k.map((key) => q.map((query) => dot(query, key) / Math.sqrt(key.length))); }",
      says: "the scores have shape [5, 3], expected [3, 5]: rows and columns are exchanged",
    },
    {
      wrong: "no return",
      source: "function scoresOf(q, k) { q.map((query) => k.map((key) => dot(query, key))); }",
      says: "did you forget to return?",
    },
  ],
  attention: [
    {
      wrong: "no scale",
      source: attention({ score: "dot(query, key)" }),
      says: "the scores lack the scale",
    },
    {
      wrong: "scale by D",
      source: attention({ score: "dot(query, key) / query.length" }),
      says: "divided by 4, the row's length, and not by its root",
    },
    {
      wrong: "softmax over columns",
      source: `function attention(q, k, v) {
  const scores = q.map((query) => k.map((key) => dot(query, key) / Math.sqrt(query.length)));
  const totals = k.map((_, s) => scores.reduce((sum, row) => sum + Math.exp(row[s]), 0));
  return scores.map((row) => v[0].map((_, c) => v.reduce((sum, value, s) => sum + (Math.exp(row[s]) / totals[s]) * value[c], 0)));
}`,
      says: "the softmax runs over the queries",
    },
    {
      wrong: "exp of large scores",
      source: attention({ power: "Math.exp(score)" }),
      says: "Subtract the row's largest score first",
    },
    {
      wrong: "a fixed number taken away",
      source: attention({ power: "Math.exp(score - 2828427)" }),
      says: "NaN",
    },
    {
      wrong: "keys for values",
      source: attention({
        result:
          "k[0].map((_, c) => k.reduce((sum, row, s) => sum + (powers[s] / total) * row[c], 0))",
      }),
      says: "that mixes the keys",
    },
    {
      wrong: "the weights",
      source: attention({ result: "powers.map((power) => power / total)" }),
      says: "those are the weights, one for each key",
    },
    {
      wrong: "no sum beneath",
      source: attention({
        power: "Math.exp(score)",
        result: "v[0].map((_, c) => v.reduce((sum, row, s) => sum + powers[s] * row[c], 0))",
      }),
      says: "not divided by their sum",
    },
    {
      wrong: "no softmax",
      source: attention({
        result: "v[0].map((_, c) => v.reduce((sum, row, s) => sum + scores[s] * row[c], 0))",
      }),
      says: "not put through a softmax",
    },
    { wrong: "shares of the scores", source: attention({ power: "score" }), says: "without exp" },
    {
      wrong: "the best key alone",
      source: attention({ result: "v[scores.indexOf(Math.max(...scores))]" }),
      says: "the best key alone",
    },
    {
      wrong: "a plain mean",
      source: attention({ score: "0" }),
      says: "the plain mean of the values",
    },
    {
      wrong: "the scale at the end",
      source: attention({
        result:
          "v[0].map((_, c) => v.reduce((sum, row, s) => sum + (powers[s] / total) * row[c], 0) / Math.sqrt(query.length))",
      }),
      says: "the scale belongs to the scores",
    },
    {
      wrong: "one number a query",
      source: attention({
        result: "v.reduce((sum, row, s) => sum + powers[s] / total * row[0], 0)",
      }),
      says: "row 1 of the output is",
    },
    {
      wrong: "columns for rows",
      source: `${attention().replace("function attention", "function inRows")}
const attention = (q, k, v) => { const rows = inRows(q, k, v); return rows[0].map((_, c) => rows.map((row) => row[c])); };`,
      says: "the output has shape [4, 3], expected [3, 4]: rows and columns are exchanged",
    },
    {
      wrong: "inputs written over",
      source: attention({ score: "(key[0] *= 2, dot(query, key))" }),
      says: "attention changed k",
    },
  ],
  "causal-weights": [
    {
      wrong: "after the softmax",
      source: causal("softmaxOf(row).map((p, s) => (s <= t ? p : 0))"),
      says: "the mask comes after the softmax",
    },
    {
      wrong: "zero for a hidden score",
      source: causal("softmaxOf(row.map((z, s) => (s <= t ? z : 0)))"),
      says: "a hidden score of 0 still gets a share",
    },
    {
      wrong: "a mask of ones and zeros",
      source: causal("softmaxOf(row.map((z, s) => z * Number(s <= t)))"),
      says: "a hidden score of 0 still gets a share",
    },
    {
      wrong: "one place too many",
      source: causal("softmaxOf(row.map((z, s) => (s <= t + 1 ? z : -Infinity)))"),
      says: "one place too many",
    },
    {
      wrong: "not itself",
      source: causal("softmaxOf(row.map((z, s) => (s < t ? z : -Infinity)))"),
      says: "row 1 of the weights has a NaN: all of it is hidden",
    },
    {
      wrong: "not itself, with a large number",
      source: causal("softmaxOf(row.map((z, s) => (s < t ? z : -1e9)))"),
      says: "a token must be allowed to read itself, too",
    },
    {
      wrong: "turned round",
      source: causal("softmaxOf(row.map((z, s) => (s >= t ? z : -Infinity)))"),
      says: "the mask is turned round",
    },
    {
      wrong: "times minus infinity",
      source: causal("softmaxOf(row.map((z, s) => z - Infinity * Number(s > t)))"),
      says: "has a NaN",
    },
    {
      wrong: "cut off",
      source: causal("softmaxOf(row.slice(0, t + 1))"),
      says: "the weights have shape [4, 1], expected [4, 4]",
    },
    {
      wrong: "transposed",
      source: `function causalWeights(scores) {
  const rows = scores.map((row, t) => softmaxOf(row.map((z, s) => (s <= t ? z : -Infinity))));
  return rows[0].map((_, s) => rows.map((row) => row[s]));
}`,
      says: "the result is transposed",
    },
    {
      wrong: "too small a penalty",
      source: causal("softmaxOf(row.map((z, s) => (s <= t ? z : -100)))"),
      says: "for scores of -900 and 900",
    },
    {
      wrong: "the scores changed",
      source: causal("(row.forEach((_, s) => { if (s > t) row[s] = -Infinity; }), softmaxOf(row))"),
      says: "causalWeights changed scores",
    },
  ],
  "softmax-backward": [
    {
      wrong: "the diagonal only",
      source: backward("share * (1 - share) * dp[s]"),
      says: "only each score's own share is counted",
    },
    { wrong: "no mean", source: backward("share * dp[s]"), says: "the mean is missing" },
    {
      wrong: "the sign",
      source: backward("share * (mean - dp[s])"),
      says: "the size is right, the sign is not",
    },
    {
      wrong: "a plain mean",
      source: backward("share * (dp[s] - dp.reduce((a, b) => a + b) / dp.length)"),
      says: "the plain mean of dp",
    },
    {
      wrong: "a plain sum",
      source: backward("share * (dp[s] - dp.reduce((a, b) => a + b))"),
      says: "the plain sum of dp",
    },
    { wrong: "no share", source: backward("dp[s] - mean"), says: "multiplied by its own share" },
    { wrong: "no parentheses", source: backward("share * dp[s] - mean"), says: "set parentheses" },
    {
      wrong: "the local derivative",
      source: backward("share * (1 - share)"),
      says: "dp is not used",
    },
    { wrong: "unchanged", source: backward("dp[s]"), says: "hands dp on unchanged" },
    {
      wrong: "one number",
      source: "const softmaxBackward = (p, dp) => dot(p, dp);",
      says: "expected an array",
    },
  ],
  "previous-token": [
    {
      wrong: "too soft",
      source: places("place(Math.max(0, t - 1), 1)"),
      says: "reads the right one, but with a weight of",
    },
    {
      wrong: "a strength for short texts",
      source: places("place(Math.max(0, t - 1), 30)"),
      says: "with T = 40, token 1 reads the right one, but with a weight of",
    },
    { wrong: "itself", source: places("place(t, 100)"), says: "token 2 reads itself most" },
    {
      wrong: "the token after",
      source: places("place(Math.min(T - 1, t + 1), 100)"),
      says: "token 1 reads the token after it most",
    },
    {
      wrong: "nothing for the first",
      source: places("place(t - 1, 100)"),
      says: "token 1 reads all tokens equally",
    },
    {
      wrong: "the last for the first",
      source: places("place((t + T - 1) % T, 100)"),
      says: "token 1 reads token 4 most",
    },
    {
      wrong: "infinity",
      source: places("place(Math.max(0, t - 1), Infinity)"),
      says: "Infinity is too strong",
    },
    {
      wrong: "a list",
      source: places("place(t, 1)").replace("{ q, k }", "[q, k]"),
      says: "expected an object { q, k }",
    },
    {
      wrong: "one row too few",
      source: places("place(t, 100)").replace("return { q", "q.shift();\n  return { q"),
      says: "q has 3 rows, expected 4",
    },
    {
      wrong: "queries that are longer",
      source: places("[...place(t, 100), 0]"),
      says: "queries and keys must be equally long",
    },
  ],
};
