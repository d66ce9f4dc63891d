import { describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/backpropagation.checks.js";
import type { Value } from "../../lib/autograd/scalar.js";
import { value } from "../../lib/autograd/scalar.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { wrongAnswers } from "./backpropagation.wrongAnswers.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { type Names, readLesson, runCell, solutionOf } from "./readLesson.js";

const lesson = readLesson("theory/backpropagation");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

/** What several cells of the page declare together. */
async function runAll(...ids: string[]) {
  const names = new Map<string, unknown>();
  for (const id of ids) await runCell(lesson, sourceOf(id), names);
  return Object.fromEntries(names);
}

const judge = judgeOf(lesson, checks);

describe("the exercises on backpropagation", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      ["tanh-slope", "const tanhSlope = (y) => (1 - y) * (1 + y);"],
      [
        "new-operation",
        solutionOf(lesson, "new-operation")
          .replace("Math.sin", "Math.atan")
          .replace("Math.cos(u.data)", "1 / (1 + u.data ** 2)"),
      ],
      [
        "layer-backward",
        `function layerBackward(X, W, dY) {
          return { dX: productOf(dY, transposeOf(W)), db: dY.reduce((a, b) => a.map((x, i) => x + b[i])), dW: productOf(transposeOf(X), dY) };
        }`,
      ],
      [
        "layer-backward",
        `function layerBackward(X, W, dY) {
          const dW = W.map((row) => Float64Array.from(row, () => 0));
          const db = new Float32Array(W[0].length), dX = X.map((row) => row.map(() => 0));
          for (let n = 0; n < X.length; n++) for (let o = 0; o < db.length; o++) {
            db[o] += dY[n][o];
            for (let i = 0; i < W.length; i++) dW[i][o] += X[n][i] * dY[n][o], dX[n][i] += dY[n][o] * W[i][o];
          }
          return { dW, db, dX };
        }`,
      ],
      [
        "logit-gradient",
        `const logitGradient = (logits, labels) => logits.map((row, n) => {
          const logTotal = Math.max(...row) + Math.log(row.reduce((sum, z) => sum + Math.exp(z - Math.max(...row)), 0));
          return Float64Array.from(row, (z, c) => (Math.exp(z - logTotal) - (c === labels[n])) / logits.length);
        });`,
      ],
      [
        "logit-gradient",
        `const logitGradient = (logits, labels) => logits.map((row, n) => {
          const scores = row.map((z) => value(z - Math.max(...row)));
          const total = scores.map((z) => z.exp()).reduce((a, b) => a.add(b));
          total.log().sub(scores[labels[n]]).div(logits.length).backward();
          return scores.map((z) => z.grad);
        });`,
      ],
      [
        "new-operation",
        'const operation = (u) => new Value(u.data > 0 ? u.data : u.data / 10, "", "leaky", [u], [u.data > 0 ? 1 : 0.1]);',
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper", async () => {
    const { loss, m, p, e, w, x, b, y } = (await runCell(lesson, sourceOf("by-hand"))) as Record<
      string,
      Value
    >;
    const data = [m, p, e, loss].map((node) => node?.data);
    expect(data).toEqual([-6, -5, -2, 4]);
    expect([w, x, b, y].map((leaf) => leaf?.grad)).toEqual([12, -8, -4, 4]);
  });

  it("come out of the twelve-line engine too", async () => {
    const { tw, tx, tb, ty } = (await runCell(lesson, sourceOf("tiny-run"))) as Record<
      string,
      { grad: number }
    >;
    expect([tw, tx, tb, ty].map((leaf) => leaf?.grad)).toEqual([12, -8, -4, 4]);
  });

  it("agree between the two engines however large they are", async () => {
    const numbers: [number, number, number, number][] = [
      [2, -3, 1, -3],
      [2e6, -3e5, 1, 0.1],
      [1e200, 1e200, 1, -3],
    ];
    for (const [w, x, b, y] of numbers) {
      const leaves = { w: value(w), x: value(x), b: value(b), y: value(y) };
      const names: Names = new Map<string, unknown>(Object.entries(leaves));
      leaves.w.mul(leaves.x).add(leaves.b).sub(leaves.y).pow(2).backward();
      expect(await runCell(lesson, sourceOf("tiny-agrees"), names)).toMatchObject({
        tinyAgrees: true,
      });
    }
    const names: Names = new Map<string, unknown>(
      Object.entries({ w: value(2), x: value(1), b: value(1), y: value(1) }),
    );
    expect(await runCell(lesson, sourceOf("tiny-agrees"), names)).toMatchObject({
      tinyAgrees: false,
    });
  });

  it("say which nudge moves the loss most", async () => {
    const { strongest, changes } = await runAll("nudge", "strongest-option");
    expect(strongest).toBe(1);
    for (const [i, gradient] of [12, -8, -4].entries()) {
      expect((changes as number[])[i]).toBeCloseTo(gradient * 0.01, 2);
    }
  });

  it("go downhill with the page's small step", async () => {
    const { lossAfterStep } = await runCell(lesson, sourceOf("one-step"));
    expect(lossAfterStep).toBeCloseTo(2.56, 9);
  });
});

describe("what the page says about its runs", () => {
  it("finds the best step of a central difference in the middle", async () => {
    const { stepOption, stepErrors, least } = await runAll("step-errors", "step-option");
    expect(stepOption).toBe(2);
    const best = (stepErrors as [number, number][]).find(([, error]) => error === least)?.[0];
    expect(best).toBeGreaterThan(1e-7);
    expect(best).toBeLessThan(1e-3);
  });

  it("loses with every rate above 1/(x² + 1) and gains below it", async () => {
    const { descend } = await runCell(lesson, sourceOf("rates"));
    const ends = [0.03, 0.1, 0.11].map((rate) => {
      const { points } = (descend as (rate: number) => { points: [number, number][] })(rate);
      return (points.at(-1)?.[1] ?? Number.NaN) / (points[0]?.[1] ?? Number.NaN);
    });
    expect(ends[0]).toBeLessThan(0.01);
    expect(ends[1]).toBeCloseTo(1, 9);
    expect(ends[2]).toBeGreaterThan(1.5);
  });

  it("shows rates below, at and above the limit, also after the reader changed the numbers", async () => {
    for (const x of [-3, 0.5]) {
      const names: Names = new Map<string, unknown>([["x", value(x)]]);
      const declared = await runCell(
        lesson,
        sourceOf("rates-figure").split("display(")[0] ?? "",
        names,
      );
      expect(declared).toMatchObject({ ratesOption: 3 });
      const curves = declared.rateCurves as { name: string; points: [number, number][] }[];
      expect(curves[1]?.points.at(-1)?.[1]).toBeCloseTo(curves[1]?.points[0]?.[1] as number, 9);
      if (x === -3)
        expect(curves.map(({ name }) => name)).toEqual(["rate 0.03", "rate 0.1", "rate 0.11"]);
    }
  });

  it("swings for ever without zeroing, and settles with it", async () => {
    const { roll } = await runCell(lesson, sourceOf("zoo-zeroing"));
    const late = (zero: boolean) =>
      Math.max(
        ...(roll as (zero: boolean) => [number, number][])(zero)
          .slice(30)
          .map(([, loss]) => loss),
      );
    expect(late(true)).toBeLessThan(0.05);
    expect(late(false)).toBeGreaterThan(5);
  });

  it("shows an impossible slope where a buffer was used again", async () => {
    const { kept, overwritten } = await runCell(lesson, sourceOf("zoo-in-place"));
    for (const slope of kept as number[]) expect(slope).toBeGreaterThan(0);
    expect(Math.min(...(overwritten as number[]))).toBeLessThan(0);
  });

  it("knows which patterns are the same from both sides", async () => {
    const { symmetric, patterns } = await runCell(lesson, sourceOf("patterns"));
    expect(patterns).toHaveLength(64);
    expect((symmetric as number[]).filter((bit) => bit === 1)).toHaveLength(8);
  });

  it("checks a neuron's gradients to eight digits", async () => {
    const { checked } = await runCell(lesson, sourceOf("gradient-check"));
    for (const { error } of checked as { error: number }[]) expect(error).toBeLessThan(1e-8);
    expect(value(1).data).toBe(1);
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
    expect(median).toBeLessThanOrEqual(4);
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
      expect(
        cells.some(({ compiled }) => compiled.outputs.includes(answer)),
        answer,
      ).toBe(true);
    }
  });

  it("computes the numbers of its prose; what is typed is cited or a citation", () => {
    const cited = ["1,425", "64", "323, 533–536", "1 : 2 : 4", "9(3)", "18(153)", "90081", "1990s"];
    let prose = lesson.markdown
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replace(/^```ts[\s\S]*?^```$/gm, "")
      .replace(/^\$\$[\s\S]*?^\$\$$/gm, "")
      .replace(/^```\w+ .*$/gm, "")
      .replace(/`[^`\n]*`/g, "")
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "")
      .replace(/\$[^$\n]+\$/g, "")
      .replace(/\]\([^)]*\)|doi:[^\]]*|arXiv:[\d.]+/g, "")
      .replace(/<[^>]*>/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    for (const text of cited) prose = prose.replaceAll(text, "");
    const typed = prose.split("\n").filter((line) => /(?<![A-Za-z\d])\d/.test(line));
    expect(typed).toEqual([]);
  });
});
