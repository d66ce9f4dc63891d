import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const scale = (body: string) =>
  `function scoreScale(width: number, heads: number) {\n  return ${body};\n}`;

const split = (body: string) =>
  `function splitIntoHeads(x: number[][], heads: number) {\n  const D = x[0].length / heads;\n  ${body}\n}`;
const heads = (entry: string) => split(`return Array.from({ length: heads }, (_, h) => ${entry});`);

const score = (step: string, end = "return scored === 0 ? 0 : total / scored;") =>
  [
    "function inductionScoreOf(weights: number[][], tokens: string[]) {",
    "  let total = 0, scored = 0;",
    "  for (let t = 0; t < tokens.length; t++) {",
    "    const copies = [...tokens.keys()].filter((s) => s < t && tokens[s] === tokens[t]);",
    `    ${step}`,
    "  }",
    `  ${end}`,
    "}",
  ].join("\n");
const count = "if (copies.length > 0) scored++;";

const head = (wq: string, wk: string) =>
  [
    "function previousTokenHead(T: number) {",
    "  const axis = (at: number, size: number) => Array.from({ length: T }, (_, i) => (i === at ? size : 0));",
    `  const wq = Array.from({ length: T }, (_, t) => ${wq});`,
    `  const wk = Array.from({ length: T }, (_, s) => ${wk});`,
    "  return { wq, wk };",
    "}",
  ].join("\n");

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  scale: [
    {
      wrong: "the root of the width",
      source: scale("1 / Math.sqrt(width)"),
      says: "one over the root of the whole width",
    },
    {
      wrong: "the root of the number of heads",
      source: scale("1 / Math.sqrt(heads)"),
      says: "the root of the number of heads",
    },
    {
      wrong: "times the root",
      source: scale("Math.sqrt(width / heads)"),
      says: "so it must be one over the root",
    },
    { wrong: "no root", source: scale("heads / width"), says: "the root is missing" },
    { wrong: "the head size", source: scale("width / heads"), says: "that is D itself" },
    {
      wrong: "a product for the quotient",
      source: scale("1 / Math.sqrt(width * heads)"),
      says: "C divided by H, not multiplied",
    },
    {
      wrong: "the fraction turned over",
      source: scale("1 / Math.sqrt(heads / width)"),
      says: "D is C over H",
    },
    {
      wrong: "a bracket in the wrong place",
      source: scale("1 / (Math.sqrt(width) / heads)"),
      says: "the root belongs to the whole fraction",
    },
    {
      wrong: "no return",
      source: "function scoreScale(width, heads) { 1 / Math.sqrt(width / heads); }",
      says: "undefined",
    },
  ],
  "split-heads": [
    {
      wrong: "a reshape without the transpose",
      source: split(
        "const flat = x.flat(), T = x.length;\n  return Array.from({ length: heads }, (_, h) => x.map((_, t) => flat.slice((h * T + t) * D, (h * T + t + 1) * D)));",
      ),
      says: "a reshape without the transpose",
    },
    {
      wrong: "every second number",
      source: heads("x.map((row) => row.filter((_, c) => c % heads === h))"),
      says: "each head takes every second number",
    },
    {
      wrong: "tokens outermost",
      source: split(
        "return x.map((row) => Array.from({ length: heads }, (_, h) => row.slice(h * D, (h + 1) * D)));",
      ),
      says: "the transpose is missing",
    },
    {
      wrong: "columns for rows",
      source: heads("Array.from({ length: D }, (_, d) => x.map((row) => row[h * D + d]))"),
      says: "A row for each token",
    },
    { wrong: "no cut", source: heads("x"), says: "every head gets all numbers" },
    {
      wrong: "pieces that overlap",
      source: heads("x.map((row) => row.slice(h, h + D))"),
      says: "the pieces overlap",
    },
    {
      wrong: "a length for an end",
      source: heads("x.map((row) => row.slice(h * D, D))"),
      says: "where to end, not how many",
    },
    {
      wrong: "an end that is meant to be included",
      source: heads("x.map((row) => row.slice(h * D, (h + 1) * D - 1))"),
      says: "a number is missing",
    },
    {
      wrong: "numbers taken out of x",
      source: heads("x.map((row) => row.splice(0, D))"),
      says: "changed x",
    },
    {
      wrong: "heads for D",
      source: heads("x.map((row) => row.slice(h * heads, (h + 1) * heads))"),
      says: "as many numbers as there are heads",
    },
    {
      wrong: "the last head first",
      source: heads("x.map((row) => row.slice((heads - 1 - h) * D, (heads - h) * D))"),
      says: "the reverse order",
    },
  ],
  "induction-score": [
    {
      wrong: "the copies themselves",
      source: score(`for (const s of copies) total += weights[t][s]; ${count}`),
      says: "the weight on the copies themselves",
    },
    {
      wrong: "the token before the copy",
      source: score(`for (const s of copies) total += weights[t][s - 1] ?? 0; ${count}`),
      says: "Read s + 1, not s - 1",
    },
    {
      wrong: "the latest copy alone",
      source: score(`if (copies.length > 0) total += weights[t][copies.at(-1) + 1]; ${count}`),
      says: "only the latest copy",
    },
    {
      wrong: "the first copy alone, as indexOf finds it",
      source: score(`if (copies.length > 0) total += weights[t][copies[0] + 1]; ${count}`),
      says: "only the first copy",
    },
    {
      wrong: "rows and columns exchanged",
      source: score(`for (const s of copies) total += weights[s + 1][t]; ${count}`),
      says: "rows and columns are exchanged",
    },
    {
      wrong: "a mean over all tokens",
      source: score(
        "for (const s of copies) total += weights[t][s + 1];",
        "return total / tokens.length;",
      ),
      says: "the number of all tokens",
    },
    {
      wrong: "a mean over all copies",
      source: score("for (const s of copies) { total += weights[t][s + 1]; scored++; }"),
      says: "the number of copies",
    },
    {
      wrong: "a sum",
      source: score("for (const s of copies) total += weights[t][s + 1];", "return total;"),
      says: "that is the sum",
    },
    {
      wrong: "the token as its own copy",
      source: score(
        "const all = [...copies, t]; for (const s of all) total += weights[t][s + 1] ?? 0; scored++;",
      ),
      says: "a token is no copy of itself",
    },
    {
      wrong: "a division by zero",
      source: score(
        `for (const s of copies) total += weights[t][s + 1]; ${count}`,
        "return total / scored;",
      ),
      says: "the score is NaN",
    },
  ],
  "build-a-head": [
    {
      wrong: "a query that fits its own place",
      source: head("axis(t, 10 * T)", "axis(s, 1)"),
      says: "it reads itself most",
    },
    {
      wrong: "a query for the place after",
      source: head("axis(t + 1, 10 * T)", "axis(s, 1)"),
      says: "one that comes later, and hidden",
    },
    {
      wrong: "the same wrong turn with the keys",
      source: head("axis(t, 10 * T)", "axis(s - 1, 1)"),
      says: "one that comes later, and hidden",
    },
    {
      wrong: "queries of length one",
      source: head("axis(t - 1, 1)", "axis(s, 1)"),
      says: "make the queries longer",
    },
    {
      wrong: "always the first place",
      source: head("axis(0, 10 * T)", "axis(s, 1)"),
      says: "it reads token 1 most",
    },
    {
      wrong: "keys of another width",
      source: head("axis(t - 1, 10 * T)", "[1]"),
      says: "the same D for their dot product",
    },
    {
      wrong: "a place missing",
      source: head("axis(t - 1, 10 * T)", "axis(s, 1)").replace(
        "return {",
        "wq.shift();\n  return {",
      ),
      says: "one for each place",
    },
    {
      wrong: "a matrix for the object",
      source: head("axis(t - 1, 10 * T)", "axis(s, 1)").replace("{ wq, wk }", "[wq, wk]"),
      says: "expected an object { wq, wk }",
    },
  ],
};
