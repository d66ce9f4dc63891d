import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CellFunction } from "../../lib/notebook/cellFunction.js";
import { CellSyntaxError } from "../../lib/notebook/cellSyntaxError.js";
import { compileCell } from "../../lib/notebook/compile.js";

/** Runs a cell as the page does, but from a `data:` address, which Node can import. */
async function run(source: string, given: Record<string, unknown> = {}) {
  const compiled = compileCell(source);
  const address = `data:text/javascript,${encodeURIComponent(compiled.code)}`;
  const { default: cell } = (await import(/* @vite-ignore */ address)) as { default: CellFunction };
  const ticks: number[] = [];
  let shown: unknown;
  const port = {
    tick: (line: number) => void ticks.push(line),
    load: async (from: string, wanted: readonly string[] = []) =>
      Object.fromEntries([...wanted, "from"].map((name) => [name, `${name} of ${from}`])),
    show: async (value: unknown) => {
      shown = await value;
      return {};
    },
  };
  const exports = await cell(port, ...compiled.inputs.map((name) => given[name]));
  return { exports, shown, ticks, compiled };
}

const problem = (source: string) => {
  try {
    compileCell(source);
  } catch (error) {
    if (error instanceof CellSyntaxError) return error;
    throw error;
  }
  throw new Error(`${source} compiled`);
};

describe("compileCell", () => {
  it("shows the value of an expression", async () => {
    expect((await run("1 + a", { a: 2 })).shown).toBe(3);
  });

  it("declares the names of a program", async () => {
    const { exports, compiled } = await run(
      "const a: number = 1, [b, {c = 3}] = [2, {}];\nfunction d<T>(x: T) { return x }\nclass E {}\nlet f;",
    );
    expect(compiled.outputs).toEqual(["a", "b", "c", "d", "E", "f"]);
    expect(exports).toMatchObject({ a: 1, b: 2, c: 3 });
  });

  it.each([
    ["{a: 1, b: [2]}", { a: 1, b: [2] }],
    ["((3))", 3],
    ["`x${1}`", "x1"],
    ["await Promise.resolve(4)", 4],
    ["5 // five", 5],
    ["(1, 6)", 6],
    ["7 as number", 7],
  ])("takes %j for an expression", async (source, value) => {
    expect((await run(source)).shown).toEqual(value);
  });

  it.each(["f(1);", "", "// nothing", "if (f) f(2);", "interface A { b: 1 }"])(
    "takes %j for a program that shows nothing",
    async (source) => {
      expect((await run(source, { f: () => 1 })).shown).toBeUndefined();
    },
  );

  it("finds free names, but neither the browser's nor its own", () => {
    const { inputs } = compileCell(
      "const own = Math.max(free, own2);\nfunction g(arg) { return arg + other }",
    );
    expect(inputs).toEqual(["free", "other", "own2"]);
  });

  it("tells the line on which each name first stands", () => {
    const { lines } = compileCell(
      "const o = {free: 1};\no.free;\nfunction f(x) {\n  return x + free;\n}\nvar __proto__ = Math.max(free);",
    );
    expect(lines.names).toEqual(
      Object.fromEntries([
        ["free", 4],
        ["o", 1],
        ["f", 3],
        ["__proto__", 6],
      ]),
    );
  });

  it("makes imports names of the cell, whatever their form", async () => {
    const { exports, compiled } = await run(
      'import {a, b as c} from "lib/x.js";\nimport * as ns from "d3";\nimport d from "htl";\nimport type {T} from "lib/y.js";',
    );
    expect(exports).toEqual({
      a: "a of lib/x.js",
      c: "b of lib/x.js",
      ns: { from: "from of d3" },
      d: "default of htl",
    });
    expect(compiled.imports).toEqual(["lib/x.js", "d3", "htl"]);
    expect(compiled.lines.imports).toEqual({ "lib/x.js": 1, d3: 2, htl: 3 });
  });

  it("leaves the attributes of an import alone", () => {
    const { inputs, outputs } = compileCell("import {max} from 'd3' with {type: 'json'};");
    expect({ inputs, outputs }).toEqual({ inputs: [], outputs: ["max"] });
  });

  it("sends dynamic imports through the page's loader", async () => {
    expect((await run('(await import("d3")).from')).shown).toBe("from of d3");
  });

  it("shows the value of an expression once, even if the expression shows it itself", async () => {
    const display = (value: unknown) => value;
    expect((await run("display(1)", { display })).shown).toBeUndefined();
    expect((await run("[view(1)]", { view: display })).shown).toBeUndefined();
  });

  it("does not meet the names that a reader chooses, whatever they are", async () => {
    const { exports, ticks, compiled } = await run(
      "const __cell = 1;\nlet __tick = 0;\nfor (const constructor of [2, 3]) __tick += constructor;\nconst __proto__ = hasOwnProperty;",
      { hasOwnProperty: 4 },
    );
    expect(Object.entries(exports)).toEqual([
      ["__cell", 1],
      ["__tick", 5],
      ["__proto__", 4],
    ]);
    expect(ticks).toEqual([3, 3]);
    expect(compiled.inputs).toEqual(["hasOwnProperty"]);
  });

  it("takes import.meta and new.target for no names", async () => {
    const { exports, compiled } = await run(
      "const url = import.meta.url;\nfunction F() { return new.target }",
    );
    expect(compiled.inputs).toEqual([]);
    expect(exports.url).toMatch(/^data:/);
  });

  it("keeps every line where it was", async () => {
    const source =
      "import {\n  a\n} from 'lib/x.js';\ntype A = {\n  b: 1;\n};\nconst at = new Error().stack;";
    const { exports } = await run(source);
    expect(exports.at).toMatch(/:8:/); // line 7 of the source, below the module's first line
  });

  it("tells the guard the line of every loop and function that runs", async () => {
    const source =
      "let n = 0;\nfor (const i of [1, 2]) n += i;\nwhile (n < 5)\n  n++;\nconst f = (x) => x + 1;\nf(f(n));\n[1].map(\n  function (y) { return y });";
    const { ticks } = await run(source);
    expect(ticks).toEqual([2, 2, 3, 3, 5, 5, 8]);
  });

  it("guards nested one-line loops and arrows without changing what they mean", async () => {
    const { shown } = await run(
      "(() => { let f, s = 0; for (const i of [1, 2]) for (const j of [1, 2]) f = x => y => ({v: x + y}); return f(1)(2).v })()",
    );
    expect(shown).toBe(3);
  });

  it("gives arithmetic the value that JavaScript gives it", async () => {
    const leaf = fc.oneof(
      fc.integer({ min: -9, max: 9 }).map((n) => `(${n})`),
      fc.constant("a"),
    );
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc
          .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "&&", ","), tie("expression"))
          .map(([l, op, r]) => `(${l} ${op} ${r})`),
        tie("expression").map((body) => `((b => b)(${body}))`),
      ),
    }));
    const property = fc.asyncProperty(expression, async (source) => {
      const expected = await import(
        /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(`const a = 3; export default ${source.replace(/^\((.*)\)$/s, "[$1].at(-1)")}`)}`
      );
      expect((await run(source, { a: 3 })).shown).toEqual(expected.default);
    });
    await fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it.each([
    ["const x = ;", 1, "not valid code"],
    ["let a = 1;\nlet a = 2;", 2, "already been declared"],
    ["a = 1;", 1, "This cell sets a"],
    ["let ok;\nfor (x of [1]) ok = x;", 2, "This cell sets x"],
    ["[p, q.r] = [1, 2];", 1, "This cell sets p"],
    ["n++", 1, "This cell sets n"],
    ["\nexport const a = 1;", 2, "cannot export"],
    ["const view = 1;", 1, "view is a name"],
    ["function then() {}", 1, "then cannot be the name"],
    ["class Map {}", 1, "Map is a name of the browser"],
    ["a) + (b", 1, "not valid code"],
    ["return 1;", 1, "not valid code"],
    ["const s = 'unfinished", 1, "not valid code"],
  ])("refuses %j at line %i", (source, line, message) => {
    const error = problem(source);
    expect(error.message).toContain(message);
    expect(error.line).toBe(line);
  });

  it("points at the column of a faulty name, in an expression too", () => {
    expect(problem("n = 1").column).toBe(1);
    expect(problem("1 +\n  (n = 1)").column).toBe(4);
    expect(problem("n = 1;").column).toBe(1);
  });

  it("leaves names that lessons want to the cells", async () => {
    const { exports } = await run("class Node {}\nconst history = [new Node()];");
    expect(Object.keys(exports)).toEqual(["Node", "history"]);
    expect(compileCell("history.length").inputs).toEqual(["history"]);
  });

  it("lets a cell set its own names and the members of others", async () => {
    const { exports } = await run("let a = 1;\na += 1;\n({a} = {a: a + 1});\no.x = a;", { o: {} });
    expect(exports.a).toBe(3);
  });

  it("compiles or refuses with a sentence, whatever is typed", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "a",
        "{",
        "}",
        "(",
        ")",
        "for",
        "=>",
        "import",
        '"',
        "`",
        "\n",
        ";",
        "=",
        "await",
        "1",
        "<",
        ":",
        "class",
        "/",
      ),
      { maxLength: 12 },
    );
    const property = fc.property(pieces, (parts) => {
      try {
        compileCell(parts.join(" "));
      } catch (error) {
        expect(error).toBeInstanceOf(CellSyntaxError);
      }
    });
    fc.assert(property, { seed: 1, numRuns: 500 });
  });
});
