import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  pass,
} from "../lib/coursework/check.js";
import { random } from "../lib/tensor/random.js";

export const checks: Checks = {
  rate: {
    names: ["rate"],
    check({ rate }) {
      const rateOf = expectFunction(rate, "rate");
      const cases: [step: number, width: number, warmUp: number][] = [
        [1, 64, 400],
        [400, 64, 400],
        [1600, 64, 400],
        [100, 16, 25],
        [20_000, 512, 4000],
      ];
      const got = cases.map((each) => expectNumber(rateOf(...each), `rate(${each.join(", ")})`));
      const right = cases.map((each) => noamRate(...each));
      for (const { f, says } of rateMistakes) {
        const at = got.findIndex((value, i) => !isNear(value, right[i] as number));
        if (
          at < 0 ||
          !got.every((value, i) => isNear(value, f(...(cases[i] as [number, number, number]))))
        )
          continue;
        throw new CheckFailure(
          `rate(${cases[at]?.join(", ")}) is ${brief(got[at] as number)}, expected ${brief(right[at] as number)}: ${says}.`,
        );
      }
      for (const [i, each] of cases.entries())
        expectClose(got[i], right[i] as number, {
          name: `rate(${each.join(", ")})`,
          tolerance: 1e-9 * (right[i] as number),
        });
      return pass("It rises along a line and meets the falling root at the end of the warm-up.");
    },
  },

  teach: {
    names: ["teach"],
    check({ teach }) {
      const make = expectFunction(teach, "teach");
      const targets = [[3, 4, 5], [6], [7, 8]];
      const result = make(targets.map((row) => [...row]));
      if (typeof result !== "object" || result === null)
        throw new CheckFailure("teach should return { given, asked, weights }.");
      const { given, asked, weights } = result as Record<string, unknown>;
      const rows = (value: unknown, name: string) => rowsOf(value, name, targets.length);
      judgeGiven(rows(given, "given"));
      judgeAsked(rows(asked, "asked"));
      judgeWeights(rows(weights, "weights"));
      return pass(
        "No place reads what it is asked for, the end is asked for, and filling up counts nothing.",
      );
    },
  },

  grow: {
    names: ["grow"],
    check({ grow }) {
      const step = expectFunction(grow, "grow");
      for (const seed of [1, 2, 3, 4]) judgeGrowth(step, seed);
      return pass("The best of all continuations, best first.");
    },
  },
};

const noamRate = (step: number, width: number, warmUp: number) =>
  width ** -0.5 * Math.min(step ** -0.5, step * warmUp ** -1.5);

const rateMistakes: { f: typeof noamRate; says: string }[] = [
  {
    f: (step, width, warmUp) => width ** -0.5 * Math.min(step ** -0.5, step * warmUp ** -0.5),
    says: "the rising part is far too steep, and never the smaller one",
  },
  {
    f: (step, width, warmUp) => width ** -0.5 * Math.min(step ** -0.5, step / warmUp),
    says: "the rising part reaches 1 at the end of the warm-up, not the falling part",
  },
  {
    f: (step, width, warmUp) => width ** -0.5 * Math.min(step ** -0.5, step * warmUp ** 1.5),
    says: "the exponent of the warm-up has the wrong sign",
  },
  {
    f: (step, width, warmUp) => width ** -0.5 * Math.min(step ** -0.5, warmUp ** -1.5),
    says: "the rising part does not rise: it does not depend on the step",
  },
  {
    f: (step, width, warmUp) => width ** -0.5 * Math.max(step ** -0.5, step * warmUp ** -1.5),
    says: "the larger of the two was taken",
  },
];

function rowsOf(value: unknown, name: string, count: number): number[][] {
  const rows = expectArray(value, name).map((row, i) =>
    expectArray(row, `${name}[${i}]`).map((token, j) => expectNumber(token, `${name}[${i}][${j}]`)),
  );
  if (rows.length !== count)
    throw new CheckFailure(
      `${name} has ${rows.length} rows, expected ${count}, one for each sentence.`,
    );
  return rows;
}

/** Throws unless the rows are the wanted ones; of several mistakes the first that explains them is named. */
function judgeRows(
  name: string,
  got: number[][],
  wanted: number[][],
  mistakes: readonly { rows: number[][]; says: string }[],
): void {
  const text = (rows: number[][]) => JSON.stringify(rows);
  if (text(got) === text(wanted)) return;
  const known = mistakes.find(({ rows }) => text(rows) === text(got));
  const at = wanted.findIndex((row, i) => `${row}` !== `${got[i]}`);
  throw new CheckFailure(
    `${name}[${at}] is [${got[at]}], expected [${wanted[at]}]${known ? `: ${known.says}` : ""}.`,
  );
}

const judgeGiven = (given: number[][]) =>
  judgeRows(
    "given",
    given,
    [
      [1, 3, 4, 5],
      [1, 6, 0, 0],
      [1, 7, 8, 0],
    ],
    [
      {
        rows: [
          [3, 4, 5, 2],
          [6, 2, 0, 0],
          [7, 8, 2, 0],
        ],
        says: "the decoder would read what it is asked for; it starts from token 1",
      },
      {
        rows: [
          [3, 4, 5, 0],
          [6, 0, 0, 0],
          [7, 8, 0, 0],
        ],
        says: "the start token 1 is missing, so each place reads what it is asked for",
      },
      {
        rows: [
          [1, 3, 4, 5, 2],
          [1, 6, 2, 0, 0],
          [1, 7, 8, 2, 0],
        ],
        says: "the end token is not read, only asked for",
      },
    ],
  );

const judgeAsked = (asked: number[][]) =>
  judgeRows(
    "asked",
    asked,
    [
      [3, 4, 5, 2],
      [6, 2, 0, 0],
      [7, 8, 2, 0],
    ],
    [
      {
        rows: [
          [3, 4, 5, 0],
          [6, 0, 0, 0],
          [7, 8, 0, 0],
        ],
        says: "the end token 2 is missing, so the model would never learn to stop",
      },
      {
        rows: [
          [1, 3, 4, 5],
          [1, 6, 0, 0],
          [1, 7, 8, 0],
        ],
        says: "that is what the decoder reads; it is asked for the next word",
      },
      {
        rows: [
          [3, 4, 5, 2],
          [6, 0, 0, 2],
          [7, 8, 0, 2],
        ],
        says: "the end token follows the sentence, before what only fills up",
      },
    ],
  );

const judgeWeights = (weights: number[][]) =>
  judgeRows(
    "weights",
    weights,
    [
      [1, 1, 1, 1],
      [1, 1, 0, 0],
      [1, 1, 1, 0],
    ],
    [
      {
        rows: [
          [1, 1, 1, 1],
          [1, 1, 1, 1],
          [1, 1, 1, 1],
        ],
        says: "what only fills up must not count",
      },
      {
        rows: [
          [1, 1, 1, 0],
          [1, 0, 0, 0],
          [1, 1, 0, 0],
        ],
        says: "the end token counts as well",
      },
      {
        rows: [
          [0, 0, 0, 0],
          [0, 0, 1, 1],
          [0, 0, 0, 1],
        ],
        says: "ones and zeros are exchanged",
      },
    ],
  );

interface Beginning {
  tokens: number[];
  score: number;
}

function judgeGrowth(step: (...inputs: unknown[]) => unknown, seed: number): void {
  const { uniform, integer } = random(seed);
  const [V, beams] = [4 + integer(3), 3];
  const beginnings: Beginning[] = Array.from({ length: 3 }, (_, b) => ({
    tokens: [1, 3 + b],
    score: -0.1 - 1.5 * b * uniform(),
  }));
  const logarithms = beginnings.map(() =>
    Array.from({ length: V }, () => Math.log(0.01 + uniform())),
  );
  const all = beginnings.flatMap(({ tokens, score }, b) =>
    (logarithms[b] as number[]).map((log, word) => ({
      tokens: [...tokens, word],
      score: score + log,
    })),
  );
  const wanted = all.sort((a, b) => b.score - a.score).slice(0, beams);
  const before = JSON.stringify([beginnings, logarithms]);
  const got = expectArray(step(beginnings, logarithms, beams), "the result").map(asBeginning);
  if (JSON.stringify([beginnings, logarithms]) !== before)
    throw new CheckFailure("grow changed what it was given; make new lists instead.");
  if (got.length !== beams)
    throw new CheckFailure(`grow returned ${got.length} continuations, expected ${beams}.`);
  for (const { tokens, score } of got) {
    const right = all.find((each) => `${each.tokens}` === `${tokens}`);
    if (!right) throw new CheckFailure(`[${tokens}] continues none of the beginnings by one word.`);
    if (isNear(score, right.score)) continue;
    const own = (logarithms[(tokens[1] as number) - 3] as number[])[tokens[2] as number] as number;
    const says = isNear(score, own) ? ": the beginning's own score is missing" : "";
    throw new CheckFailure(
      `[${tokens}] has the score ${brief(score)}, expected ${brief(right.score)}${says}.`,
    );
  }
  for (const [i, { tokens, score }] of wanted.entries()) {
    if (isNear((got[i] as Beginning).score, score)) continue;
    const isThere = got.some((each) => `${each.tokens}` === `${tokens}`);
    throw new CheckFailure(
      isThere
        ? `[${tokens}] should be number ${i + 1}: sort from the highest score to the lowest.`
        : `[${tokens}] is missing, though its score ${brief(score)} is number ${i + 1} of all: all continuations compete, also those of one beginning.`,
    );
  }
}

function asBeginning(value: unknown, i: number): Beginning {
  if (typeof value !== "object" || value === null)
    throw new CheckFailure(`number ${i + 1} of the result should be { tokens, score }.`);
  const { tokens, score } = value as Record<string, unknown>;
  return {
    tokens: expectArray(tokens, `tokens of number ${i + 1}`).map((token) =>
      expectNumber(token, "a token"),
    ),
    score: expectNumber(score, `score of number ${i + 1}`),
  };
}

const isNear = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1e-3, Math.abs(b));
const brief = (value: number) => String(Number(value.toPrecision(4)));
