import type { WrongAnswer } from "./backpropagation.wrongAnswers.js";

const reach = (result: string) =>
  [
    "function intervalReach(values: number[], t: number) {",
    "  const n = values.length;",
    "  const mean = values.reduce((sum, v) => sum + v, 0) / n;",
    "  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);",
    `  return ${result};`,
    "}",
  ].join("\n");

const names = (rule: string) =>
  `function trainable(names: string[], frozen: number) {\n  return names.filter((name) => {\n    const [first, block] = name.split(".");\n    ${rule}\n  });\n}`;
const embeddings = 'if (first === "wte" || first === "wpe") return frozen < 1;';

const learn = ({ spread = "", rounds = 5, at = 2, ends = "return sum > 0;" }) =>
  [
    "function learn(labelled, unlabelled) {",
    "  const score = new Map();",
    "  const add = (word, amount) => score.set(word, (score.get(word) ?? 0) + amount);",
    "  for (const { words, likes } of labelled)",
    `    for (let i = 2; i < words.length; i += 4) add(words[i], likes ? 1 : -1);`,
    `  for (let round = 0; round < ${rounds}; round++) {`,
    "    const old = new Map(score);",
    "    const side = (word) => Math.sign(old.get(word) ?? 0);",
    "    for (const words of unlabelled)",
    "      for (let i = 0; i < words.length; i += 4) {",
    `        ${spread}`,
    "      }",
    "  }",
    "  return (words) => {",
    "    let sum = 0;",
    `    for (let i = ${at}; i < words.length; i += 4) sum += Math.sign(score.get(words[i]) ?? 0);`,
    `    ${ends}`,
    "  };",
    "}",
  ].join("\n");
const spread =
  'const sign = words[i + 1] === "but" ? -1 : 1; add(words[i], sign * side(words[i + 2])); add(words[i + 2], sign * side(words[i]));';

/** By exercise; the tests run each through the page's own check. */
export const wrongAnswers: Record<string, WrongAnswer[]> = {
  interval: [
    {
      wrong: "n below the squares",
      source: reach("t * Math.sqrt(squares / n / n)"),
      says: "s has n - 1 below",
    },
    {
      wrong: "the spread of single runs",
      source: reach("t * Math.sqrt(squares / (n - 1))"),
      says: "how far single runs vary",
    },
    {
      wrong: "divided by n",
      source: reach("t * Math.sqrt(squares / (n - 1)) / n"),
      says: "should be divided by the root of n",
    },
    {
      wrong: "the variance",
      source: reach("t * squares / (n - 1) / Math.sqrt(n)"),
      says: "has the variance in it",
    },
    {
      wrong: "no t",
      source: reach("Math.sqrt(squares / (n - 1) / n)"),
      says: "the factor t is missing",
    },
    {
      wrong: "the whole width",
      source: reach("2 * t * Math.sqrt(squares / (n - 1) / n)"),
      says: "the whole width",
    },
    {
      wrong: "both mistakes of n",
      source: reach("t * Math.sqrt(squares / n)"),
      says: "with n below the squares",
    },
  ],
  trainable: [
    {
      wrong: "what is frozen",
      source: names(
        `if (first === "wte" || first === "wpe") return frozen >= 1; return first === "h" && Number(block) + 1 < frozen;`,
      ),
      says: "is left out",
    },
    {
      wrong: "what is frozen, from one stage on",
      source:
        "function trainable(names, frozen) {\n  const low = Array.from({ length: Math.max(0, frozen - 1) }, (_, i) => `h.${i}.`);\n  return names.filter((name) => frozen === 0 || /^w[tp]e/.test(name) || low.some((p) => name.startsWith(p)));\n}",
      says: "the result holds what is frozen",
    },
    {
      wrong: "one block too few",
      source: names(`${embeddings} return first !== "h" || Number(block) >= frozen - 2;`),
      says: "so it is frozen",
    },
    {
      wrong: "one block too many",
      source: names(`${embeddings} return first !== "h" || Number(block) >= frozen;`),
      says: "since the embeddings are stage 0",
    },
    {
      wrong: "the beginning of a name",
      source:
        "function trainable(names, frozen) {\n  const low = Array.from({ length: Math.max(0, frozen - 1) }, (_, i) => `h.${i}`);\n  return names.filter((name) => !(frozen > 0 && /^w[tp]e/.test(name)) && !low.some((p) => name.startsWith(p)));\n}",
      says: "“h.1” is also how “h.10” begins",
    },
    {
      wrong: "numbers compared as texts",
      source: names(`${embeddings} return first !== "h" || block >= String(frozen - 1);`),
      says: "as a number",
    },
    {
      wrong: "positions forgotten",
      source: names(
        `if (first === "wte") return frozen < 1; return first !== "h" || Number(block) + 1 >= frozen;`,
      ),
      says: "Both embeddings, wte and wpe",
    },
    {
      wrong: "the last norm frozen",
      source: names(
        `${embeddings} if (first === "ln_f") return frozen === 0; return first !== "h" || Number(block) + 1 >= frozen;`,
      ),
      says: "The last norm and the head always stay",
    },
    {
      wrong: "embeddings always frozen",
      source: names(
        `return !first.startsWith("w") && (first !== "h" || Number(block) + 1 >= frozen);`,
      ),
      says: "Nothing is frozen then",
    },
    {
      wrong: "another order",
      source: names(`${embeddings} return first !== "h" || Number(block) + 1 >= frozen;`).replace(
        "return names.filter",
        "return [...names].reverse().filter",
      ),
      says: "not in the order",
    },
  ],
  both: [
    {
      wrong: "labels alone",
      source: learn({ rounds: 0 }),
      says: "the unlabelled reviews change nothing",
    },
    {
      wrong: "“but” as “and”",
      source: learn({
        spread: "add(words[i], side(words[i + 2])); add(words[i + 2], side(words[i]));",
      }),
      says: "must turn its sign over",
    },
    {
      wrong: "always yes",
      source: learn({ spread, ends: "return true;" }),
      says: "it says true of every review",
    },
    {
      wrong: "turned over",
      source: learn({ spread, ends: "return sum < 0;" }),
      says: "somewhere a sign is turned over",
    },
    {
      wrong: "a number",
      source: learn({ spread, ends: "return sum;" }),
      says: "expected true or false",
    },
    {
      wrong: "the scores and no function",
      source: "function learn(labelled, unlabelled) {\n  return new Map();\n}",
      says: "what learn returns",
    },
    {
      wrong: "the first adjective decides",
      source: learn({ spread, at: 0 }),
      says: "only the last adjective says the side",
    },
  ],
};
