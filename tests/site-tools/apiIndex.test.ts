import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { apiIndex, exportsOf } from "../../lib/site/apiIndex.js";
import { cellModules } from "../../lib/site/libModules.js";
import { cellPackages } from "../../lib/site/registry.js";

const only = (source: string) => {
  const [first, ...rest] = exportsOf(source);
  expect(rest).toEqual([]);
  return first;
};
const signature = (source: string) => only(source)?.signature;

describe("exportsOf", () => {
  it("describes a function by its name, signature and first sentence", () => {
    const source = `
      /**
       * A weighted sum of the
       * inputs: \`y = xW\`. It has no bias.
       *
       * @param x inputs, \`[B, D]\`
       */
      export function linear(x: Tensor, w: Tensor): Tensor { return x.matMul(w); }`;
    expect(only(source)).toEqual({
      name: "linear",
      kind: "function",
      signature: "linear(x: Tensor, w: Tensor): Tensor",
      doc: "A weighted sum of the inputs: `y = xW`.",
    });
  });

  it("writes a signature on one line, without comments and last commas", () => {
    expect(
      signature(`export async function* batches<const T extends object>(
        rows: readonly T[], // all of them
        /** How many. */
        { size = 32, seed }: { size?: number; seed: number },
      ): AsyncGenerator<T[]> { yield []; }`),
    ).toBe(
      "batches<const T extends object>(rows: readonly T[], { size = 32, seed }: { size?: number; seed: number }): AsyncGenerator<T[]>",
    );
  });

  it("describes a class by how it is made", () => {
    expect(
      only(`export class Adam<T> extends Optimizer {
        static of() { return new Adam(1); }
        constructor(private readonly rate: number, beta = 0.9) { super(); }
      }`),
    ).toMatchObject({
      kind: "class",
      signature: "new Adam<T>(private readonly rate: number, beta = 0.9)",
    });
    expect(signature("export class Empty {}")).toBe("new Empty()");
    expect(signature("export abstract class Shape { abstract area(): number }")).toBe(
      "new Shape()",
    );
  });

  it("describes constants by their type or value, and functions in constants as functions", () => {
    expect(exportsOf("export const a: Map<string, number> = new Map(), b = 1e-5;")).toMatchObject([
      { name: "a", kind: "const", signature: "a: Map<string, number>" },
      { name: "b", kind: "const", signature: "b = 1e-5" },
    ]);
    expect(only("export const relu = <T>(x: T): T => x;")).toMatchObject({
      kind: "function",
      signature: "relu<T>(x: T): T",
    });
    expect(only("export const f = function (x: number): number { return x; };")).toMatchObject({
      kind: "function",
      signature: "f(x: number): number",
    });
  });

  it("describes types and interfaces by what they say", () => {
    expect(
      only("export interface Layer {\n  /** Weights. */\n  w: Tensor;\n  b?: Tensor;\n}"),
    ).toMatchObject({ kind: "type", signature: "interface Layer { w: Tensor; b?: Tensor }" });
    expect(only('export type Device = "cpu" | "wasm";')).toMatchObject({
      kind: "type",
      signature: 'type Device = "cpu" | "wasm"',
    });
  });

  it("cuts a signature at 160 characters", () => {
    const long = signature(`export type Long = ${'"abcdefgh" | '.repeat(20)}"z";`) ?? "";
    expect(long).toHaveLength(160);
    expect(long).toMatch(/^type Long = .*…$/);
    const fits = `export type Fits = "${"x".repeat(160 - 'type Fits = ""'.length)}";`;
    expect(signature(fits)).toMatch(/x"$/);
  });

  it("leaves out what is not exported, default exports, and exports of another module", () => {
    expect(exportsOf("function a() {} const b = 1; class C {}")).toEqual([]);
    expect(exportsOf("export default function a() {}")).toEqual([]);
    expect(exportsOf('export { a } from "./a.js"; export * from "./b.js";')).toEqual([]);
    expect(exportsOf('const a = 1; export { a } from "./a.js";')).toEqual([]);
  });

  it("follows names that are exported in a list", () => {
    const source =
      "/** Doubles. */\nfunction twice(x: number): number { return 2 * x }\nexport { twice as double };";
    expect(only(source)).toMatchObject({
      name: "double",
      signature: "double(x: number): number",
      doc: "Doubles.",
    });
    expect(only("export { late };\nconst late = 1;")?.name).toBe("late");
  });

  it("lists an overloaded function once, as it is declared first", () => {
    const source = `
      /** First. */
      export function f(a: string): string;
      /** Second. */
      export function f(a: number): number;
      export function f(a: unknown) { return a; }`;
    expect(only(source)).toMatchObject({ signature: "f(a: string): string", doc: "First." });
  });

  it("takes a docstring only from right before its export", () => {
    expect(only("/** Of a. */\nconst a = 1;\nexport const b = 2;")?.doc).toBe("");
    expect(only("/* No docstring. */ export const b = 2;")?.doc).toBe("");
    expect(only("// No docstring.\nexport const b = 2;")?.doc).toBe("");
  });

  it.each([
    ["ends at its first full stop", "One. Two.", "One."],
    [
      "does not end inside a number or an abbreviation",
      "Adds 1e-5, i.e. 0.00001, to x. Two.",
      "Adds 1e-5, i.e. 0.00001, to x.",
    ],
    ["may lack a full stop", "No full stop", "No full stop"],
    ["stops at a tag", "Text\n * @param x more", "Text"],
    ["stops at a blank line", "Text\n *\n * More.", "Text"],
    ["names what it links to", "See {@link train} first.", "See train first."],
  ])("reads a docstring that %s", (_, text, first) => {
    expect(only(`/** ${text} */\nexport const a = 1;`)?.doc).toBe(first);
  });
});

describe("apiIndex", () => {
  let folder: string | undefined;
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  it("lists the modules that cells can import, by name", () => {
    folder = mkdtempSync(join(tmpdir(), "api-index-"));
    for (const [path, source] of Object.entries({
      "nn/linear.ts": "export const linear = 1;",
      "nn/deep/conv.ts": "export const conv = 1;",
      "data/read.ts": "export const read = 1;",
      "data/types.d.ts": "export declare const hidden: number;",
      "data/side.ts": "console.log(1);",
      "data/notes.md": "export const hidden = 1;",
      "site/build.ts": "export const hidden = 1;",
      "words/en.ts": "export const hidden = 1;",
      "notebook/editor.ts": "export const hidden = 1;",
      "registry.ts": "export const hidden = 1;",
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    expect(apiIndex(folder).map(({ module }) => module)).toEqual([
      "lib/data/read.js",
      "lib/nn/deep/conv.js",
      "lib/nn/linear.js",
      ...cellPackages,
    ]);
  });

  it("finds every export of this project's own lib, one line each", () => {
    const lib = fileURLToPath(new URL("../../lib", import.meta.url));
    const index = apiIndex(lib).filter(({ module }) => module.startsWith("lib/"));
    expect(index.length).toBeGreaterThan(10);
    const known = new Set(cellModules().map(({ name }) => name));
    expect(index.filter(({ module }) => !known.has(module))).toEqual([]);
    for (const { module, exports } of index) {
      const source = readFileSync(join(lib, module.slice(4).replace(/js$/, "ts")), "utf8");
      const pattern =
        /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|class|const|let|interface|type) (\w+)/gm;
      const names = new Set([...source.matchAll(pattern)].map(([, name]) => name));
      expect([...new Set(exports.map(({ name }) => name))].sort(), module).toEqual(
        [...names].sort(),
      );
      for (const { signature, doc } of exports) {
        expect(signature).not.toMatch(/\n|\/\*|\*\/|\/\/ /);
        expect(signature.length).toBeLessThanOrEqual(160);
        expect(doc).not.toContain("\n");
      }
    }
  });
});
