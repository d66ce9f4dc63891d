import {
  CheckFailure,
  type Checks,
  expectArray,
  expectClose,
  expectFunction,
  expectNumber,
  pass,
} from "../lib/coursework/check.js";
import { describeValue } from "../lib/coursework/describeValue.js";
import { drawReviews, type Review, type ReviewLanguage } from "../lib/data/reviews.js";

export const checks: Checks = {
  interval: {
    names: ["intervalReach"],
    check({ intervalReach }) {
      const reach = expectFunction(intervalReach, "intervalReach");
      const cases: [number[], number][] = [
        [[0.8, 0.9, 0.7, 0.85, 0.75], 2.776],
        [[1, 3], 12.706],
        [[2, 4, 4, 4, 5, 5, 7, 9], 2.365],
      ];
      const got = cases.map(([values, t]) =>
        expectNumber(reach([...values], t), `intervalReach([${values}], ${t})`),
      );
      const right = reachOf((squares, n, t) => t * Math.sqrt(squares / (n - 1) / n));
      for (const { f, says } of intervalMistakes) {
        const wrong = reachOf(f);
        if (!cases.every(([values, t], i) => isNear(got[i] as number, wrong(values, t)))) continue;
        const [values, t] = cases[0] as [number[], number];
        throw new CheckFailure(
          `intervalReach([${values}], ${t}) is ${brief(wrong(values, t))}, expected ${brief(right(values, t))}: ${says}.`,
        );
      }
      for (const [i, [values, t]] of cases.entries())
        expectClose(got[i], right(values, t), {
          name: `intervalReach([${values}], ${t})`,
          tolerance: 1e-9,
        });
      return pass("Mean less reach to mean plus reach is the interval of the figures above.");
    },
  },

  trainable: {
    names: ["trainable"],
    check({ trainable }) {
      const choose = expectFunction(trainable, "trainable");
      const names = namesOf(12);
      for (const frozen of [0, 1, 2, 3, 5, 13]) {
        const given = [...names];
        const got = expectArray(choose(given, frozen), "the result").map(String);
        if (`${given}` !== `${names}`)
          throw new CheckFailure("trainable changed the list of names that it was given.");
        judgeNames(got, names, frozen);
      }
      return pass("With twelve blocks and any depth, the right names stay.");
    },
  },

  both: {
    names: ["learn"],
    check({ learn }) {
      const train = expectFunction(learn, "learn");
      const world = { labelled: reviewsOf(12, 1), unlabelled: reviewsOf(400, 2) };
      const asked = reviewsOf(300, 3);
      const judge = learnt(train, world.labelled, world.unlabelled);
      const said = answersOf(judge, asked);
      const share = shareRight(said, asked);
      if (share >= 0.85)
        return pass(
          `Right in ${percent(share)} of ${asked.length} other reviews; the best reader of five statements is right in 97 %.`,
        );
      refuseLearner({ train, said, share, asked, labelled: world.labelled });
    },
  },
};

type Squares = (squares: number, n: number, t: number) => number;

const reachOf = (f: Squares) => (values: readonly number[], t: number) => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return f(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0),
    values.length,
    t,
  );
};

const intervalMistakes: { f: Squares; says: string }[] = [
  {
    f: (squares, n, t) => t * Math.sqrt(squares / n / n),
    says: "the sum of squares is divided by n; s has n - 1 below, since the mean was taken from the same values",
  },
  {
    f: (squares, n, t) => t * Math.sqrt(squares / (n - 1)),
    says: "that is how far single runs vary. Their mean varies less, by the root of n",
  },
  {
    f: (squares, n, t) => (t * Math.sqrt(squares / (n - 1))) / n,
    says: "the standard deviation is divided by n, and should be divided by the root of n",
  },
  {
    f: (squares, n, t) => (t * squares) / (n - 1) / Math.sqrt(n),
    says: "that has the variance in it; take its root to get the standard deviation",
  },
  {
    f: (squares, n) => Math.sqrt(squares / (n - 1) / n),
    says: "that is the standard error of the mean; the factor t is missing",
  },
  {
    f: (squares, n, t) => 2 * t * Math.sqrt(squares / (n - 1) / n),
    says: "that is the whole width of the interval. Its reach to one side is half of it",
  },
  {
    f: (squares, n, t) => t * Math.sqrt(squares / n),
    says: "that is how far single runs vary, and with n below the squares. It should be n - 1, and then the root of n again for the mean",
  },
];

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
}

function brief(number: number): string {
  return String(Number(number.toPrecision(4)));
}

const percent = (share: number) => `${Math.round(100 * share)} %`;

/** A classifier's parameters, a few of each block's. */
function namesOf(layers: number): string[] {
  const block = ["ln_1.weight", "attn.c_attn.weight", "attn.c_attn.bias", "mlp.c_fc.weight"];
  const blocks = Array.from({ length: layers }, (_, i) => block.map((name) => `h.${i}.${name}`));
  const last = ["ln_f.weight", "ln_f.bias", "head.weight", "head.bias"];
  return ["wte.weight", "wpe.weight", ...blocks.flat(), ...last];
}

function stays(name: string, frozen: number): boolean {
  const [first, block] = name.split(".");
  if (first === "wte" || first === "wpe") return frozen < 1;
  return first !== "h" || Number(block) + 1 >= frozen;
}

function judgeNames(got: string[], names: string[], frozen: number): void {
  const wanted = names.filter((name) => stays(name, frozen));
  const unknown = got.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new CheckFailure(
      `with frozen = ${frozen}, the result has ${describeValue(unknown)}, which is not among the names.`,
    );
  const missing = wanted.filter((name) => !got.includes(name));
  const extra = got.filter((name) => !wanted.includes(name));
  const at = `with frozen = ${frozen}`;
  if (extra.length > 0 && missing.length === wanted.length)
    throw new CheckFailure(
      `${at}, the result holds what is frozen. Return the others: the names that stay trainable.`,
    );
  const blockOf = (name: string) => Number(name.split(".")[1]);
  const lost = missing.find((name) => name.startsWith("h."));
  const kept = extra.find((name) => name.startsWith("h."));
  if (lost && blockOf(lost) >= 10 && frozen < 10)
    throw new CheckFailure(
      `${at}, ${lost} is left out, but it is in block ${blockOf(lost)}, far above. Compare the whole number of the block, as a number: “h.1” is also how “h.10” begins.`,
    );
  if (lost)
    throw new CheckFailure(
      `${at}, ${lost} is left out. Block ${blockOf(lost)} is stage ${blockOf(lost) + 1}, since the embeddings are stage 0, and stages from ${frozen} up stay trainable.`,
    );
  if (kept)
    throw new CheckFailure(
      `${at}, ${kept} stays trainable. Block ${blockOf(kept)} is stage ${blockOf(kept) + 1}, below ${frozen}, so it is frozen.`,
    );
  if (extra.length > 0)
    throw new CheckFailure(
      `${at}, ${extra[0]} stays trainable. Both embeddings, wte and wpe, are stage 0.`,
    );
  if (missing.length > 0)
    throw new CheckFailure(
      `${at}, ${missing[0]} is left out. ${/^w[tp]e/.test(missing[0] as string) ? "Nothing is frozen then, the embeddings neither" : "The last norm and the head always stay trainable"}.`,
    );
  if (`${got}` !== `${wanted}`)
    throw new CheckFailure(`${at}, the names are not in the order in which they came.`);
}

/** Words that nobody knows, so that no list of them helps. */
const invented = (mark: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${mark}${i + 1}`);
const mixedUp = [...invented("w", 48)].map((_, i) => `w${((i * 29) % 48) + 1}`);
const foreign: ReviewLanguage = {
  praise: mixedUp.slice(0, 24),
  complaint: mixedUp.slice(24),
  things: invented("thing", 6),
  joints: ["and", "but"],
  agreement: 0.85,
  contrast: 0.3,
};

const reviewsOf = (count: number, seed: number, contrast = foreign.contrast) =>
  drawReviews({ ...foreign, contrast }, { count, statements: 5, seed: 900_000 + seed });

type Learner = (...inputs: unknown[]) => unknown;

function learnt(train: Learner, labelled: readonly Review[], unlabelled: readonly Review[]) {
  const texts = unlabelled.map(({ words }) => [...words]);
  return expectFunction(train(structuredClone(labelled), texts), "what learn returns");
}

function answersOf(judge: Learner, asked: readonly Review[]): boolean[] {
  return asked.map(({ words }) => {
    const answer = judge([...words]);
    if (typeof answer !== "boolean")
      throw new CheckFailure(
        `of a review the learnt function says ${describeValue(answer)}, expected true or false.`,
      );
    return answer;
  });
}

function shareRight(said: readonly boolean[], asked: readonly Review[]): number {
  return said.filter((answer, i) => answer === asked[i]?.likes).length / asked.length;
}

/** Says what a learner that is not good enough leaves out. */
function refuseLearner(found: {
  train: Learner;
  said: boolean[];
  share: number;
  asked: Review[];
  labelled: Review[];
}): never {
  const { train, said, share, asked, labelled } = found;
  const facts = `right in ${percent(share)} of ${asked.length} other reviews, expected at least 85 %`;
  const plain = { labelled: reviewsOf(12, 1, 0), unlabelled: reviewsOf(400, 2, 0) };
  const easy = reviewsOf(300, 3, 0);
  if (shareRight(answersOf(learnt(train, plain.labelled, plain.unlabelled), easy), easy) >= 0.85)
    throw new CheckFailure(
      `${facts}. Where no statement has “but”, it does well: “but” joins words of different sides, so what they lend each other must turn its sign over, and only the last adjective says the side.`,
    );
  if (said.every((answer) => answer === said[0]))
    throw new CheckFailure(`${facts}: it says ${said[0]} of every review.`);
  if (share < 0.4)
    throw new CheckFailure(`${facts}: it is mostly wrong, so somewhere a sign is turned over.`);
  const alone = answersOf(learnt(train, labelled, []), asked);
  if (`${alone}` === `${said}`)
    throw new CheckFailure(
      `${facts}: the unlabelled reviews change nothing, it says the same without them. Most adjectives are in no labelled review.`,
    );
  throw new CheckFailure(
    `${facts}. It uses the unlabelled reviews, and not enough: are words that are far from any label reached, over several rounds?`,
  );
}
