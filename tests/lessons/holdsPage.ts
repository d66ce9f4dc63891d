import { expect, it } from "vitest";
import { builtinNames } from "../../lib/notebook/globals.js";
import type { Lesson } from "./readLesson.js";

/** What holds of every lesson's page. Call it within `describe`. */
export function holdsPage(lesson: Lesson): void {
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
      .replace(/GPT-2|LeNet-300-100|2:4/g, "")
      .replace(/\b(?:19|20)\d\d\b/g, "");
    const typed = prose.split("\n").filter((line) => /(?<![A-Za-z\d])\d/.test(line));
    expect(typed).toEqual([]);
  });
}
