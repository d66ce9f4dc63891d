import { describe, expect, it } from "vitest";
import { checks } from "../../lessons/theory/embeddings.checks.js";
import { builtinNames } from "../../lib/notebook/globals.js";
import { wrongAnswers } from "./embeddings.wrongAnswers.js";
import { holdsExercises, judgeOf } from "./holdsExercises.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/embeddings");
const sourceOf = (id: string) => lesson.cells.get(id)?.source ?? "";

const judge = judgeOf(lesson, checks);

describe("the exercises on tokens and embeddings", () => {
  holdsExercises(lesson, { checks, wrongAnswers });

  it("accept other right answers", async () => {
    const answers: [string, string][] = [
      [
        "replace-pair",
        "const replacePair = (tokens, [a, b], id) => tokens.reduce((done, token) => done.open && token === b ? { list: [...done.list.slice(0, -1), id], open: false } : { list: [...done.list, token], open: token === a }, { list: [], open: false }).list;",
      ],
      [
        "spell",
        `function spell(bytes, merges) {
          const tokens = [...bytes];
          for (let id = 256; id < 256 + merges.length; id++) {
            const [l, r] = merges[id - 256];
            for (let at = 0; at < tokens.length - 1; at++) if (tokens[at] === l && tokens[at + 1] === r) tokens.splice(at, 2, id);
          }
          return Int32Array.from(tokens);
        }`,
      ],
      [
        "table-gradient",
        "const tableGradient = (ids, dX, V) => Array.from({ length: V }, (_, v) => Float64Array.from(dX[0], (_, c) => ids.reduce((sum, id, t) => sum + (id === v) * dX[t][c], 0)));",
      ],
      [
        "turn",
        "const turn = (x, t, base = 10000) => x.map((v, c) => { const a = t / base ** ((c - c % 2) / x.length); return v * Math.cos(a) + (c % 2 ? x[c - 1] : -x[c + 1]) * Math.sin(a); });",
      ],
      [
        "own-places",
        "const placesOf = (T, C) => Array.from({ length: T }, (_, t) => Array.from({ length: C }, (_, c) => 3 * (c % 2 ? Math.sin : Math.cos)(0.1 + t * (c - c % 2 + 1) / 50)));",
      ],
      [
        "own-places", // a single clock, and constants
        "const placesOf = (T, C) => Array.from({ length: T }, (_, t) => Array.from({ length: C }, (_, c) => c === 0 ? Math.cos(t / T) : c === 1 ? Math.sin(t / T) : 5));",
      ],
    ];
    for (const [id, source] of answers)
      expect(await judge(id, source), source).toMatchObject({ passed: true });
  });
});

describe("the numbers by hand", () => {
  it("are those of paper", async () => {
    const names: Names = new Map<string, unknown>();
    const { learnt } = await runCell(lesson, sourceOf("by-hand"), names);
    expect(learnt).toEqual([
      { left: 99, right: 111, id: 256, count: 2, tokens: 3 },
      { left: 256, right: 97, id: 257, count: 1, tokens: 2 },
      { left: 256, right: 257, id: 258, count: 1, tokens: 1 },
    ]);
    const { afterTwo } = await runCell(lesson, sourceOf("after-two"), names);
    expect([...(afterTwo as Int32Array)]).toEqual([256, 257]);
    expect(await runCell(lesson, sourceOf("after-two-option"), names)).toEqual({
      afterTwoOption: 3,
    });
    const { pairCounts } = await runCell(lesson, sourceOf("pair-counts"), names);
    const counted = pairCounts as (text: string, step: number) => string;
    expect([0, 1, 2, 3].map((step) => counted("cocoa", step))).toEqual([
      "c + o twice, o + c once, o + a once",
      "co + co once, co + a once",
      "co + coa once",
      "there is none",
    ]);
    const { mergeSentence } = await runCell(lesson, sourceOf("merge-sentence"), names);
    const said = mergeSentence as (step: number) => string;
    expect(said(1)).toBe("co and a become token 257, “coa”");
    expect(said(3)).toBe("there is no pair left to merge");
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
    const cited = [
      ...["1715–1725", "1.1 and 1.3", "124,439,808", "50,000", "1930–1955", "12(2), 23–38", "10646"],
      ...["RFC 3629", "UTF-8", "GPT-2", "first 256 tokens", "there were 256", "only 256 of", "one to four", "U+FFFD"],
      ...["the ids 0, 1 and 2", "row 1, row 1 again, row 0", "Row 0", "Row 1", "Row 2", "§2.2", "Token 300", "token 150"],
      ...["1 for the same direction and 0 for none", "same size, 600", "token 256, the second 257", "the query at 2 and the key at 5"],
      ...["place 5 and a key at place 2"],
    ]; // biome-ignore format: one kind a line
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
