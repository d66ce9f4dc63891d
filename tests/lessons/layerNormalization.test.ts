import { describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/layer-normalization.checks.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { wrongAnswers } from "./layerNormalization.wrongAnswers.js";
import { readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/layer-normalization");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

/** What several cells of the page declare together. */
async function runAll(...ids: string[]) {
  const names = new Map<string, unknown>();
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

const judge = judgeOf(lesson, checks);

describe("the exercises on norms", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const row = "const m = averageOf(h), s = Math.sqrt(averageOf(h.map((v) => (v - m) ** 2)));";
    const pre = `function block(h, f) { ${row} return f(h.map((v) => (v - m) / s)).map((v, c) => h[c] + v); }`;
    const answers: [string, string][] = [
      ["forty-blocks", pre],
      ["forty-blocks", "const block = (h, f) => h.map((v, c) => v + 0.1 * f(h)[c]);"],
      [
        "row-variance",
        `const normalizeRow = (row, epsilon = 1e-5) => {
          const { mean, deviation } = momentsOf(row);
          return Float64Array.from(row, (v) => (v - mean) / Math.sqrt(deviation ** 2 + epsilon));
        };`,
      ],
      [
        "norm-backward",
        `function normBackward(dy, h, inverse) {
          const C = dy.length;
          return dy.map((_, c) => dy.reduce((sum, g, k) => sum + inverse * g * ((k === c) - 1 / C - h[c] * h[k] / C), 0));
        }`,
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("count paths: one past all three layers, three through one, three through two, one through all", async () => {
    const { x, z, total, routes } = await runAll("by-hand", "paths");
    expect(x).toMatchObject({ grad: 0.125 });
    expect(z).toMatchObject({ grad: 3.375 });
    expect(total).toBe(3.375);
    expect((routes as number[]).sort()).toEqual([0, 1, 1, 1, 2, 2, 2, 3]);
  });

  it("normalize rows and columns as on paper", async () => {
    const { byExample, byFeature, layerNormed, batchNormed } = await runAll("norm-by-hand");
    expect(byExample).toEqual([
      { mean: 2, deviation: 1 },
      { mean: 5, deviation: 3 },
    ]);
    expect(byFeature).toEqual([
      { mean: 1.5, deviation: 0.5 },
      { mean: 5.5, deviation: 2.5 },
    ]);
    expect(layerNormed).toEqual([
      [-1, 1],
      [-1, 1],
    ]);
    expect(batchNormed).toEqual([
      [-1, -1],
      [1, 1],
    ]);
  });

  it("let a chain's gradient vanish, and grow with a way around each layer", async () => {
    const { alone, around, fortyOption } = await runAll("forty", "forty-option");
    expect(alone).toBeLessThan(1e-6);
    expect(around).toBeGreaterThan(2);
    expect(fortyOption).toBe(3);
  });
});

describe("the page", () => {
  const cells = [...lesson.cells.values()];

  it("has cells of at most twelve lines, few of them long", () => {
    const long = cells.filter(({ source }) => source.split("\n").length > 12).map(({ id }) => id);
    expect(long).toEqual([]);
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

  it("holds a prediction to a cell that computes its answer", () => {
    const predictions = [
      ...lesson.markdown.matchAll(/^```predict id=\S+ for=(\S+) answer=(\S+)$/gm),
    ];
    expect(predictions.length).toBeGreaterThanOrEqual(2);
    for (const [, cell = "", answer = ""] of predictions) {
      expect(lesson.cells.has(cell), cell).toBe(true);
      const computed = cells.some(({ compiled }) => compiled.outputs.includes(answer));
      expect(computed, answer).toBe(true);
    }
  });

  it("computes the numbers of its prose; what is typed is cited or a citation", () => {
    const cited = ["20 to 110", "§4", "9(3)", "e90081"];
    let prose = lesson.markdown
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replace(/^```ts[\s\S]*?^```$/gm, "")
      .replace(/^\$\$[\s\S]*?^\$\$$/gm, "")
      .replace(/^```\w+ .*$/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\$\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, "")
      .replace(/\$[^$\n]+\$/g, "")
      .replace(/\]\([^)]*\)|doi:[^\]]*|arXiv:[\d.]+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    for (const text of cited) prose = prose.replaceAll(text, "");
    expect(prose.split("\n").filter((line) => /(?<![A-Za-z\d-])\d/.test(line))).toEqual([]);
  });
});
