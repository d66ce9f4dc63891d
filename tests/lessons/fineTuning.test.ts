import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/fine-tuning.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { wrongAnswers } from "./fineTuning.wrongAnswers.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { holdsPage } from "./holdsPage.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/fine-tuning");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

/** What several cells of the page declare together. */
async function runAll(...ids: string[]) {
  const names: Names = new Map<string, unknown>([
    ["invalidation", new Promise(() => {})],
    [
      "FileAttachment",
      (name: string) => ({
        json: async () => JSON.parse(readFileSync(inRepository(`lessons/theory/${name}`), "utf8")),
      }),
    ],
  ]);
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

const judge = judgeOf(lesson, checks);

describe("the exercises on fine-tuning", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      [
        "interval",
        `const intervalReach = (values, t) => {
          const n = values.length, sum = values.reduce((a, b) => a + b), squares = values.reduce((a, b) => a + b * b, 0);
          return t * ((squares - sum * sum / n) / (n * (n - 1))) ** 0.5;
        };`,
      ],
      [
        "trainable",
        `function trainable(names, frozen) {
          const kept = [];
          for (const name of names) {
            const stage = /^w[tp]e[.]/.test(name) ? 0 : /^h[.]/.test(name) ? 1 + parseInt(name.slice(2)) : Infinity;
            if (stage >= frozen) kept.push(name);
          }
          return kept;
        }`,
      ],
      [
        "both", // sums over whole reviews, whose statements mostly agree
        `function learn(labelled, unlabelled) {
          const score = {}, add = (w, s) => (score[w] = (score[w] ?? 0) + s), of = (w) => Math.tanh(score[w] ?? 0);
          const lasts = (words) => words.filter((_, i) => i % 4 === 2);
          const sum = (words) => lasts(words).reduce((all, w) => all + of(w), 0);
          for (const { words, likes } of labelled) for (const w of lasts(words)) add(w, likes ? 1 : -1);
          for (let i = 0; i < 8; i++) for (const words of unlabelled) {
            for (let s = 0; s < words.length; s += 4) {
              const [a, joint, b] = words.slice(s, s + 3), sign = joint === "and" ? 1 : -1;
              const [x, y] = [of(a), of(b)];
              add(a, sign * y), add(b, sign * x);
            }
          }
          return (words) => sum(words) > 0;
        }`,
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper: labels reach words over the company they keep", async () => {
    const names = await runAll("by-hand", "by-hand-option");
    expect(names.company).toEqual([
      [0.75, 0.25],
      [0.25, 0.75],
    ]);
    expect(names.verdicts).toEqual([0.5, -0.5]);
    expect(names.byHandOption).toBe(2);
  });
});

describe("what the page says", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });

  it("knows how well anyone can do", async () => {
    const { bestShare, leastLoss, blindLoss, bestHere } = (await runAll(
      "optimum",
      "best-here",
    )) as Record<string, number>;
    // Three, four or five of five, each with 0.85.
    const [p, q] = [0.85, 0.15];
    expect(bestShare).toBeCloseTo(10 * p ** 3 * q ** 2 + 5 * p ** 4 * q + p ** 5, 12);
    expect(Math.abs((bestHere as number) - (bestShare as number))).toBeLessThan(0.02);
    const joint = -(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7));
    expect(blindLoss).toBeCloseTo((2 * Math.log(48) + joint + Math.log(12)) / 4, 12);
    expect(leastLoss).toBeLessThan((blindLoss as number) - 0.15);
  });

  it("agrees with PyTorch in every panel row", async () => {
    const { agreements } = await runAll("golden-rows");
    const rows = agreements as { name: string; error: number; tolerance: number }[];
    expect(rows).toHaveLength(7);
    for (const { name, error, tolerance } of rows) {
      expect(tolerance).toBe(name === "intervals" ? 1e-9 : 1e-5);
      expect(error, name).toBeLessThanOrEqual(tolerance);
    }
  });

  it("counts what is left to train", async () => {
    const { trainedCounts, modelSize, headSize } = (await runAll("trained-counts", "sizes")) as {
      trainedCounts: number[];
      modelSize: number;
      headSize: number;
    };
    const C = 32;
    const block = 12 * C * C + 13 * C;
    const embeddings = (63 + 24) * C;
    expect(headSize).toBe(2 * C + 2);
    expect(modelSize).toBe(embeddings + 2 * block + 2 * C);
    const above = 2 * C + headSize;
    expect(trainedCounts).toEqual([
      modelSize + headSize,
      2 * block + above,
      block + above,
      above,
      headSize,
    ]);
  });
});

describe("the page", () => {
  holdsPage(lesson);
});
