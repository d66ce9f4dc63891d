import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/fine-tuning.checks.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import type { Check } from "../../lib/coursework/check.js";
import { runCheck } from "../../lib/coursework/runCheck.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { inRepository } from "../../lib/site/paths.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { wrongAnswers } from "./fineTuning.wrongAnswers.js";
import { type Names, readLesson, runCell, solutionOf } from "./readLesson.js";

const lesson = readLesson("theory/fine-tuning");
const exercises = [...lesson.markdown.matchAll(/data-exercise="([^"]+)"/g)].map(
  ([, id]) => id as string,
);
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

async function judge(exercise: string, source: string) {
  const check = checks[exercise];
  if (!check) throw new Error(`no check for ${exercise}`);
  return runCheck(check, await runCell(lesson, source));
}

describe("the exercises on fine-tuning", () => {
  it("have a cell, a check and wrong answers each", () => {
    expect(exercises.length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(checks)).toEqual(exercises);
    expect(Object.keys(wrongAnswers)).toEqual(exercises);
    for (const id of exercises) {
      expect(lesson.cells.get(id)?.shown, id).toBe(true);
      expect(wrongAnswers[id]?.length, id).toBeGreaterThanOrEqual(5);
    }
  });

  it.each(exercises)(
    "%s: three hints, then a solution that passes in under a second",
    async (id) => {
      const from = lesson.markdown.indexOf(`data-exercise="${id}"`);
      const section = lesson.markdown.slice(from, lesson.markdown.indexOf("</section>", from));
      expect(section.match(/<details class="hint">/g)).toHaveLength(3);
      const values = await runCell(lesson, solutionOf(lesson, id));
      const started = performance.now();
      expect(await runCheck(checks[id] as Check, values)).toMatchObject({ passed: true });
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );

  it.each(exercises)("%s: the start fails", async (id) => {
    const verdict = await judge(id, sourceOf(id));
    expect(verdict.passed).toBe(false);
    expect(verdict.message.length).toBeGreaterThan(20);
  });

  const all = exercises.flatMap((id) => (wrongAnswers[id] ?? []).map((each) => ({ id, ...each })));
  it.each(all)("$id names the mistake: $wrong", async ({ id, source, says }) => {
    const verdict = await judge(id, source);
    expect(verdict.message).toContain(says);
    expect(verdict.passed).toBe(false);
  });

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
  const cells = [...lesson.cells.values()];

  it("has cells of at most twelve lines, few of them long", () => {
    const lines = cells.map(({ source }) => source.split("\n").length);
    const long = cells.filter((_, i) => (lines[i] as number) > 12).map(({ id }) => id);
    expect(long).toEqual([]);
    const shown = cells.filter((cell) => cell.shown).map(({ source }) => source.split("\n").length);
    const median = shown.sort((a, b) => a - b)[Math.floor(shown.length / 2)];
    expect(median).toBeLessThanOrEqual(6);
  });

  it("declares each name once, and every name that is used", () => {
    const declared = cells.flatMap(({ compiled }) => compiled.outputs);
    expect(declared.filter((name, i) => declared.indexOf(name) < i)).toEqual([]);
    const known = new Set([...declared, ...builtinNames, "display", "view", "invalidation"]);
    const unknown = cells.flatMap(({ id, compiled }) =>
      compiled.inputs.filter((name) => !known.has(name)).map((name) => `${id}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it("has no cell that waits for itself", () => {
    const makerOf = new Map(cells.flatMap((c) => c.compiled.outputs.map((name) => [name, c])));
    const done = new Set<string>();
    const visit = (cell: (typeof cells)[number], above: string[]) => {
      expect(above, `${[...above, cell.id].join(" → ")}`).not.toContain(cell.id);
      if (done.has(cell.id)) return;
      for (const name of cell.compiled.inputs) {
        const maker = makerOf.get(name);
        if (maker) visit(maker, [...above, cell.id]);
      }
      done.add(cell.id);
    };
    for (const cell of cells) visit(cell, []);
  });

  it("holds a prediction to a cell that computes its answer", () => {
    const predictions = [
      ...lesson.markdown.matchAll(/^```predict id=\S+ for=(\S+) answer=(\S+)$/gm),
    ];
    expect(predictions.length).toBeGreaterThanOrEqual(2);
    for (const [, cell = "", answer = ""] of predictions) {
      expect(lesson.cells.has(cell), cell).toBe(true);
      expect(
        cells.some(({ compiled }) => compiled.outputs.includes(answer)),
        answer,
      ).toBe(true);
    }
  });

  it("computes the numbers of its prose; what is typed is cited or a citation", () => {
    const prose = lesson.markdown
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replace(/^```ts[\s\S]*?^```$/gm, "")
      .replace(/^\$\$[\s\S]*?^\$\$$/gm, "")
      .replace(/^```\w+ .*$/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
      .replace(/\$[^$\n]+\$/g, "")
      .replace(/\]\([^)]*\)|doi:[^\]]*|arXiv:[\d.]+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/GPT-2/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    const typed = prose.split("\n").filter((line) => /(?<![A-Za-z\d])\d/.test(line));
    expect(typed).toEqual([]);
  });
});
