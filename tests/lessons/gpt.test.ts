import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/models/gpt.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { wrongAnswers } from "./gpt.wrongAnswers.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { holdsPage } from "./holdsPage.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("models/gpt");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

/** What several cells of the page declare together. */
async function runAll(...wanted: (string | [string, unknown][])[]) {
  const ids = wanted.filter((each) => typeof each === "string");
  const names: Names = new Map<string, unknown>([
    ...wanted.filter((each) => typeof each !== "string").flat(),
    ["invalidation", new Promise(() => {})],
    [
      "FileAttachment",
      (name: string) => ({
        json: async () => JSON.parse(readFileSync(inRepository(`lessons/models/${name}`), "utf8")),
      }),
    ],
  ]);
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

const judge = judgeOf(lesson, checks);

describe("the exercises on GPT", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      [
        "pairs",
        "const readAndNext = (ids) => ({ read: ids.filter((_, t) => t < ids.length - 1), next: ids.filter((_, t) => t > 0) });",
      ],
      [
        "bits",
        "const bitsPerCharacter = (logs, n) => logs.map((l) => -Math.log2(Math.exp(l))).reduce((a, b) => a + b) / n;",
      ],
      [
        "nucleus",
        `function topP(probabilities, p) {
          const better = (i) => probabilities.reduce((sum, each, j) => sum + (each > probabilities[i] || (each === probabilities[i] && j < i) ? each : 0), 0);
          const kept = probabilities.map((each, i) => (better(i) < p ? each : 0));
          const sum = kept.reduce((a, b) => a + b, 0);
          return Float64Array.from(kept, (each) => each / sum);
        }`,
      ],
      [
        "penalty",
        "const tired = (logits, recent) => logits.map((z, i) => recent.includes(i) ? (z > 0 ? z / 1.2 - 0.1 : z * 1.2 - 0.1) : z);",
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper: half the temperature squares the odds", async () => {
    const values = await runAll("by-hand", "half", "half-option", [
      ["hand", { temperature: 2, topK: 2, topP: 1 }],
    ]);
    const powers = [2, 1, 0, -1].map(Math.exp);
    const all = powers.reduce((a, b) => a + b, 0);
    for (const [i, p] of (values.plain as Float64Array).entries())
      expect(p).toBeCloseTo((powers[i] as number) / all, 12);
    expect(values.oddsBefore).toBeCloseTo(Math.E, 12);
    expect(values.oddsAfter).toBeCloseTo(Math.E ** 2, 10);
    expect(values.halfOption).toBe(2);
    const drawn = values.drawnFrom as Float64Array;
    expect([...drawn].slice(2)).toEqual([0, 0]);
    expect((drawn[0] as number) / (drawn[1] as number)).toBeCloseTo(Math.exp(0.5), 12);
  });
});

describe("what the page says", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });

  it("a changed last token changes the last row alone", async () => {
    const { changedRows, causalOption } = await runAll("causal", "causal-option");
    expect(changedRows).toHaveLength(1);
    expect(causalOption).toBe(2);
  });

  it("a fresh model's loss is about that of guessing", async () => {
    const { firstLoss } = await runAll("one-window");
    expect(Math.abs((firstLoss as number) - Math.log(5))).toBeLessThan(0.02);
  });

  it.each([
    [0, 124_439_808],
    [1, 354_823_168],
    [2, 774_030_080],
    [3, 1_557_611_200],
  ])("counts GPT-2's sizes exactly: %i", async (which, wanted) => {
    const { presets } = (await runAll("presets")) as { presets: [string, object][] };
    const chosen = presets[which]?.[1];
    const { parametersInAll } = await runAll("counts", [["chosen", chosen]]);
    expect(parametersInAll).toBe(wanted);
  });

  it("PyTorch's checkpoints and the cache agree", async () => {
    const { agreements } = await runAll("golden-rows");
    const rows = agreements as { name: string; error: number; tolerance: number; count: number }[];
    expect(rows).toHaveLength(5); // four files, and the cache
    for (const { name, error, tolerance, count } of rows) {
      expect(count, name).toBeGreaterThan(100);
      expect(error, name).toBeLessThan(tolerance);
    }
  });

  it("the cache gives the same logits in a race", async () => {
    const { raceBoth } = await runAll("race-both", [["raceLength", 24]]);
    const race = raceBoth as (o: object) => AsyncGenerator<{ error: number; without: [] }>;
    let last: { error: number; without: [] } | undefined;
    for await (last of race({ length: 24, invalidation: new Promise(() => {}) }));
    expect(last?.without).toHaveLength(24);
    expect(last?.error).toBeLessThan(1e-4);
  });

  it("repeated runs and copied stretches are counted as by hand", async () => {
    const { repeatedShare } = await runAll("repeated-share");
    const share = repeatedShare as (ids: number[]) => number;
    expect(share([1, 2, 3, 4, 5, 6, 7])).toBe(0);
    expect(share([1, 2, 3, 4, 1, 2, 3, 4])).toBe(1 / 5); // 1234 2341 3412 4123 1234
    expect(share([7, 7, 7, 7, 7, 7])).toBe(2 / 3);
    const { copiedFrom } = await runAll("copied-from");
    const copied = copiedFrom as (source: string, text: string) => Promise<object>;
    // "the c" stands in the source, then "ow", then a dot that does not.
    expect(await copied("the cat and a bow", "the cow.")).toEqual({
      mean: 7 / 3,
      longest: "the c",
    });
  });
});

describe("the page", () => holdsPage(lesson));
