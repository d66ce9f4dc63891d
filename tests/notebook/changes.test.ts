import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changesBetween } from "../../lib/notebook/changes.js";

const signs = { same: " ", added: "+", removed: "-" };
const shortly = (original: string, edited: string) =>
  changesBetween(original, edited).map(({ kind, text }) => signs[kind] + text);

describe("changesBetween", () => {
  it("shows a changed line as one taken away and one added", () => {
    expect(shortly("a\nb\nc", "a\nB\nc")).toEqual([" a", "-b", "+B", " c"]);
  });

  it("finds nothing between equal versions, whatever their line ends and last breaks", () => {
    expect(shortly("a\nb", "a\nb")).toEqual([" a", " b"]);
    expect(shortly("a\nb\n", "a\r\nb\n\n")).toEqual([" a", " b"]);
    expect(shortly("", "\n")).toEqual([]);
  });

  it("takes all lines away from a cell that was emptied", () => {
    expect(shortly("a\nb", "")).toEqual(["-a", "-b"]);
    expect(shortly("", "a")).toEqual(["+a"]);
  });

  it("keeps blank lines and indentation", () => {
    expect(shortly("f(\n\n  a)", "f(\n\n    a)")).toEqual([" f(", " ", "-  a)", "+    a)"]);
  });

  it("colours each line as its own version reads it", () => {
    const [removed, added, same] = changesBetween("/*\nx = 1", "//\nx = 1");
    expect(removed?.html).toBe('<span class="tok-comment">/*</span>');
    expect(added?.html).toBe('<span class="tok-comment">//</span>');
    expect(same?.html).toContain('<span class="tok-number">1</span>');
  });

  it("gives back both versions, and no fewer shared lines than a common start and end", () => {
    const text = fc.array(fc.constantFrom("a", "b", "", "  c", "/* d"), { maxLength: 8 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const original = ["start", ...before, "end"];
        const edited = ["start", ...after, "end"];
        const changes = changesBetween(original.join("\n"), edited.join("\n"));
        const without = (kind: string) =>
          changes.filter((change) => change.kind !== kind).map((change) => change.text);
        expect(without("added")).toEqual(original);
        expect(without("removed")).toEqual(edited);
        expect(changes.filter(({ kind }) => kind === "same").length).toBeGreaterThanOrEqual(2);
        for (const { text, html } of changes) {
          expect(html.replace(/<[^>]*>/g, "")).toBe(text);
        }
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
