import { describe, expect, it } from "vitest";
import { compileCell } from "../../lib/notebook/compile.js";
import { PageNames } from "../../lib/notebook/pageNames.js";

function page(cells: Record<string, string>): PageNames {
  const names = new PageNames({ d3: async () => ({}) }, { html: () => undefined });
  for (const [id, source] of Object.entries(cells)) names.take(id, compileCell(source));
  return names;
}

const chain = { one: "const a = 1;", two: "const b = a;", three: "const c = b;" };

describe("PageNames", () => {
  it("knows which cell declares a name, and which cells a cell needs", () => {
    const names = page(chain);
    expect(names.ownerOf("b")).toBe("two");
    expect(names.ownerOf("constructor")).toBeUndefined();
    expect(names.needs("three")).toEqual(["two"]);
  });

  it.each([
    ["one", "const a = html, b2 = display;", undefined],
    ["one", "const b = 1;", "b is already defined in the cell “two”"],
    ["one", "const a = c;", "a → c → b → a"],
    [
      "one",
      "const a = a2;",
      "a2 is not defined: no cell on this page declares it. Did you mean a?",
    ],
    ["one", "a + 1", "a is not defined"],
    ["one", "toString + __proto__", "__proto__ is not defined"],
    ["one", 'import {x} from "d4";', "Did you mean “d3”?"],
  ])("judges the cell %s with %j", (id, source, sentence) => {
    const refusal = () => page(chain).refuse(id, compileCell(source));
    if (sentence) expect(refusal).toThrow(sentence);
    else expect(refusal).not.toThrow();
  });

  it.each([
    ["two names", "const a = 1;\nconst b = 2;", 2],
    ["a circle", "const a =\n  c;", 2],
    ["an unknown name", "const a = 1;\n\nmissing();", 3],
    ["an unknown module", '// odd\nimport {x} from "d4";', 2],
  ])("tells the line of %s", (_, source, line) => {
    let refusal: unknown;
    try {
      page(chain).refuse("one", compileCell(source));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ line });
  });

  it("never suggests the very name that is missing", () => {
    expect(() => page(chain).refuse("one", compileCell("a + 1"))).toThrow(/declares it\.$/);
  });

  it("finds nothing wrong with two names exchanged, once both cells have changed", () => {
    const names = page({ one: "const b = 1;", two: "const a = b;" });
    expect(() => names.refuse("one", compileCell("const b = 1;"))).not.toThrow();
    expect(() => names.refuse("two", compileCell("const a = b;"))).not.toThrow();
  });

  it("forgets what a cell no longer declares", () => {
    const names = page(chain);
    names.take("one", compileCell("const z = 1;"));
    expect(names.isKnown("a")).toBe(false);
    expect(names.unknown("a")).toBe("a is not defined: no cell on this page declares it.");
  });
});
