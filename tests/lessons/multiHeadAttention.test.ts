import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/multi-head-attention.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { holdsPage } from "./holdsPage.js";
import { wrongAnswers } from "./multiHeadAttention.wrongAnswers.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/multi-head-attention");
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

describe("the exercises on multi-head attention", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      ["scale", "const scoreScale = (width, heads) => (heads / width) ** 0.5;"],
      [
        "split-heads",
        `function splitIntoHeads(x, heads) {
          const D = x[0].length / heads, parts = [];
          for (let h = 0; h < heads; h++) parts.push(x.map((row) => Float32Array.from({ length: D }, (_, d) => row[h * D + d])));
          return parts;
        }`,
      ],
      [
        "induction-score",
        `function inductionScoreOf(weights, tokens) {
          const sums = [];
          tokens.forEach((token, t) => {
            let sum = 0, seen = false;
            for (let s = 1; s <= t; s++) if (tokens[s - 1] === token) { sum += weights[t][s]; seen = true; }
            if (seen) sums.push(sum);
          });
          return sums.reduce((a, b) => a + b, 0) / (sums.length || 1);
        }`,
      ],
      [
        "build-a-head",
        `function previousTokenHead(T) { // two numbers: places on a circle
          const at = (t, r) => [r * Math.cos((2 * Math.PI * t) / T), r * Math.sin((2 * Math.PI * t) / T)];
          return { wq: Array.from({ length: T }, (_, t) => at(t - 1, 200)), wk: Array.from({ length: T }, (_, s) => at(s, 1)) };
        }`,
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper: one head mixes once, two heads twice", async () => {
    const { left, right, whole, oneMixture, twoMixtures, oneHeadOption } = (await runAll(
      "by-hand",
      "one-head",
      "one-head-option",
    )) as Record<string, { weights: number[][] }> & Record<string, number[]>;
    const near = 1 / (1 + Math.exp(-3)); // softmax of 3 and 0
    expect((left as { weights: number[][] }).weights[1]?.[0]).toBeCloseTo(near, 12);
    expect((right as { weights: number[][] }).weights[1]?.[1]).toBeCloseTo(near, 12);
    expect((whole as { weights: number[][] }).weights[1]).toEqual([0.5, 0.5]);
    expect(oneMixture).toEqual([2, 3]);
    expect(twoMixtures?.[0]).toBeCloseTo(near + 3 * (1 - near), 12);
    expect(twoMixtures?.[1]).toBeCloseTo(2 * (1 - near) + 4 * near, 12);
    expect(oneHeadOption).toBe(2);
  });
});

describe("what the page says", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });

  it("draws every number where the library puts it", async () => {
    const { stages, numberNames, firstHead, noTransposeOption } = await runAll(
      "stages",
      "no-transpose",
      "no-transpose-option",
    );
    const orders = (stages as { ids: number[] }[]).map(({ ids }) =>
      ids.map((id) => (numberNames as string[])[id]).join(" "),
    );
    const asItCame = "a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3 c4";
    const byHead = "a1 a2 b1 b2 c1 c2 a3 a4 b3 b4 c3 c4";
    expect(orders).toEqual([asItCame, asItCame, byHead, asItCame, asItCame]);
    expect(firstHead).toEqual(["a1", "a2", "a3", "a4", "b1", "b2"]);
    expect(noTransposeOption).toBe(2);
  });

  it("counts as many parameters and products for every number of heads", async () => {
    const { headCosts, headCostOption } = await runAll("head-costs", "head-cost-option");
    const costs = headCosts as {
      heads: number;
      parameters: number;
      flops: number;
      weights: number;
    }[];
    expect(new Set(costs.map(({ parameters }) => parameters))).toEqual(
      new Set([4 * (48 * 48 + 48)]),
    );
    expect(new Set(costs.map(({ flops }) => flops))).toEqual(
      new Set([8 * 24 * 48 * 48 + 4 * 24 * 24 * 48]),
    );
    for (const { heads, weights } of costs) expect(weights).toBe(heads * 24 * 24);
    expect(headCostOption).toBe(2);
  });

  it("finds that each head feels every token and every number", async () => {
    const { feltBy, seesOption } = await runAll("sees", "felt-by", "sees-option");
    expect(feltBy).toEqual(Array(4).fill({ tokens: 6, numbers: 8 }));
    expect(seesOption).toBe(3);
  });

  it("agrees with PyTorch in every panel row", async () => {
    const { agreements } = await runAll("golden-rows");
    expect(agreements).toHaveLength(6);
    for (const { name, error, tolerance } of agreements as {
      name: string;
      error: number;
      tolerance: number;
    }[]) {
      // biome-ignore format: one line
      expect(tolerance).toBe(1e-5);
      expect(error, name).toBeLessThanOrEqual(tolerance);
    }
  });

  it("tells the one right way of four by PyTorch, and the one that cuts tokens off", async () => {
    const names: Names = new Map<string, unknown>([
      ["goldens", JSON.parse(readFileSync(inRepository("data/multi-head-attention-golden.json"), "utf8"))],
    ]); // biome-ignore format: a table
    await runCell(lesson, sourceOf("suspect-facts"), names);
    const facts = names.get("suspectFacts") as { name: string; error: number; reach: number }[];
    expect(facts.filter(({ error }) => error < 1e-5).map(({ name }) => name)).toEqual(["C"]);
    for (const { name, error } of facts) if (name !== "C") expect(error).toBeGreaterThan(1e-2);
    expect(facts.filter(({ reach }) => reach === 0).map(({ name }) => name)).toEqual(["D"]);
  });
});

describe("the page", () => {
  holdsPage(lesson);
});
