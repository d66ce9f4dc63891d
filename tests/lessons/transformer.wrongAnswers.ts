import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const rate = (rising: string, result = "width ** -0.5 * Math.min(falling, rising)") =>
  `function rate(step: number, width: number, warmUp: number) {\n  const falling = step ** -0.5;\n  const rising = ${rising};\n  return ${result};\n}`;

const teach = ({
  given = "filled([1, ...row])",
  asked = "filled([...row, 2])",
  weights = "asked.map((row) => row.map((token) => (token === 0 ? 0 : 1)))",
}) =>
  [
    "function teach(targets: number[][]) {",
    "  const length = 1 + Math.max(...targets.map((row) => row.length));",
    "  const filled = (row) => [...row, ...new Array(length - row.length).fill(0)];",
    `  const given = targets.map((row) => ${given});`,
    `  const asked = targets.map((row) => ${asked});`,
    `  return { given, asked, weights: ${weights} };`,
    "}",
  ].join("\n");

const grow = (body: string) =>
  `function grow(beginnings, logarithms, beams: number) {\n  ${body}\n}`;
const all = (score = "score + log") =>
  `const all = beginnings.flatMap(({ tokens, score }, b) => logarithms[b].map((log, word) => ({ tokens: [...tokens, word], score: ${score} })));`;

/** What learners would write, and what the check has to say to them. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  rate: [
    {
      wrong: "the wrong root of the warm-up",
      source: rate("step * warmUp ** -0.5"),
      says: "far too steep",
    },
    {
      wrong: "a warm-up to one",
      source: rate("step / warmUp"),
      says: "reaches 1 at the end of the warm-up",
    },
    {
      wrong: "the exponent's sign forgotten",
      source: rate("step * warmUp ** 1.5"),
      says: "the exponent of the warm-up has the wrong sign",
    },
    {
      wrong: "the step forgotten",
      source: rate("warmUp ** -1.5"),
      says: "it does not depend on the step",
    },
    {
      wrong: "the larger of the two",
      source: rate("step * warmUp ** -1.5", "width ** -0.5 * Math.max(falling, rising)"),
      says: "the larger of the two was taken",
    },
    {
      wrong: "the width forgotten",
      source: rate("step * warmUp ** -1.5", "Math.min(falling, rising)"),
      says: "rate(1, 64, 400)",
    },
  ],
  teach: [
    {
      wrong: "not shifted",
      source: teach({ given: "filled([...row, 2])" }),
      says: "would read what it is asked for",
    },
    {
      wrong: "no start token",
      source: teach({ given: "filled(row)" }),
      says: "the start token 1 is missing",
    },
    {
      wrong: "no end token",
      source: teach({ asked: "filled(row)" }),
      says: "the model would never learn to stop",
    },
    {
      wrong: "the end after what fills up",
      source: teach({ asked: "[...filled(row).slice(0, -1), 2]" }),
      says: "the end token follows the sentence",
    },
    {
      wrong: "filling up counts",
      source: teach({ weights: "asked.map((row) => row.map(() => 1))" }),
      says: "what only fills up must not count",
    },
    {
      wrong: "the end does not count",
      source: teach({
        weights: "asked.map((row) => row.map((token) => (token === 0 || token === 2 ? 0 : 1)))",
      }),
      says: "the end token counts as well",
    },
    {
      wrong: "given and asked exchanged",
      source: teach({ asked: "filled([1, ...row])" }),
      says: "it is asked for the next word",
    },
  ],
  grow: [
    {
      wrong: "greedy for each beginning",
      source: grow(
        "return beginnings.map(({ tokens, score }, b) => { const best = logarithms[b].indexOf(Math.max(...logarithms[b])); return { tokens: [...tokens, best], score: score + logarithms[b][best] }; }).sort((a, b) => b.score - a.score);",
      ),
      says: "all continuations compete",
    },
    {
      wrong: "sorted the wrong way",
      source: grow(`${all()} return all.sort((a, b) => a.score - b.score).slice(0, beams);`),
      says: "is missing, though its score",
    },
    {
      wrong: "the right ones, lowest first",
      source: grow(
        `${all()} return all.sort((a, b) => b.score - a.score).slice(0, beams).reverse();`,
      ),
      says: "sort from the highest score to the lowest",
    },
    {
      wrong: "the beginning's score forgotten",
      source: grow(`${all("log")} return all.sort((a, b) => b.score - a.score).slice(0, beams);`),
      says: "the beginning's own score is missing",
    },
    {
      wrong: "not cut",
      source: grow(`${all()} return all.sort((a, b) => b.score - a.score);`),
      says: "continuations, expected 3",
    },
    {
      wrong: "the given lists changed",
      source: grow(
        `${all()} beginnings.sort((a, b) => a.score - b.score); return all.sort((a, b) => b.score - a.score).slice(0, beams);`,
      ),
      says: "grow changed what it was given",
    },
    {
      wrong: "only the new word",
      source: grow(
        "const all = beginnings.flatMap(({ score }, b) => logarithms[b].map((log, word) => ({ tokens: [word], score: score + log }))); return all.sort((a, b) => b.score - a.score).slice(0, beams);",
      ),
      says: "continues none of the beginnings",
    },
  ],
};
