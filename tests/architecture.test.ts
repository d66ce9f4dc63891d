import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { assemblyFolder } from "../lib/site/libModules.js";
import { inRepository } from "../lib/site/paths.js";

/** The folders of `lib`, each with the folders and outside packages that it may import. */
const allowed: Record<string, string[]> = {
  words: [],
  tensor: ["@tensorflow"],
  compute: ["tensor", "words", "@tensorflow"],
  autograd: ["compute", "tensor", "@tensorflow"],
  data: ["tensor", "words", "d3-dsv", "gpt-tokenizer"],
  files: ["tensor", "words", "idb", "@noble/hashes", "valibot"],
  nn: ["autograd", "compute", "tensor", "@tensorflow"],
  optim: ["autograd", "compute", "tensor", "@tensorflow"],
  models: ["files", "compute", "nn", "autograd", "tensor", "types of data", "words", "@tensorflow"],
  train: ["files", "optim", "nn", "autograd", "compute", "tensor", "words", "@tensorflow", "idb"],
  compress: [
    "train",
    "optim",
    "models",
    "nn",
    "autograd",
    "compute",
    "files",
    "tensor",
    "words",
    "@tensorflow",
  ],
  figures: ["d3-", "types of data"],
  notebook: [
    "words",
    "figures",
    "@codemirror",
    "@lezer",
    "@observablehq",
    "acorn",
    "diff",
    "idb",
    "periscopic",
    "sucrase",
  ],
  coursework: ["notebook", "words", "idb", "valibot"],
  page: [
    "coursework",
    "notebook",
    "figures",
    "compute",
    "tensor",
    "words",
    "@observablehq",
    "minisearch",
  ],
  site: [
    "page",
    "notebook",
    "coursework",
    "words",
    "node:",
    "assemblyscript",
    "esbuild",
    "katex",
    "parse5",
    "playwright",
    "@lezer",
    "assemblyscript",
  ],
};

/** An import statement, with whether it takes only types. */
interface Import {
  from: string;
  specifier: string;
  typeOnly: boolean;
}

const files = readdirSync(inRepository("lib"), { recursive: true, encoding: "utf8" })
  .map((file) => posix.join("lib", file.replaceAll("\\", "/")))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
  .filter((file) => !file.startsWith(assemblyFolder));

function importsOf(file: string): Import[] {
  const text = readFileSync(inRepository(file), "utf8");
  const statements = text.matchAll(
    /(?:^|\s)(?:import|export)\s+(type\s+)?(?:[^"';()]*?from\s*)?["']([^"']+)["']|import\(\s*(?:\/\*.*?\*\/\s*)?["']([^"']+)["']/gm,
  );
  return [...statements].map(([, type, still, dynamic]) => ({
    from: file,
    specifier: (still ?? dynamic) as string,
    typeOnly: type !== undefined,
  }));
}

const folderOf = (file: string) => file.split("/")[1] as string;

/** Why an import goes the wrong way, or undefined. */
function wrongWay({ from, specifier, typeOnly }: Import): string | undefined {
  const folder = folderOf(from);
  const may = allowed[folder];
  if (!may) return `${from}: lib/${folder} is not in the list of folders`;
  if (!specifier.startsWith(".")) {
    return may.some((name) => specifier.startsWith(name)) || typeOnly
      ? undefined
      : `${from} may not import ${specifier}`;
  }
  const target = posix.join(dirname(from), specifier);
  if (!target.startsWith("lib/")) return `${from} imports ${target}, which is outside lib`;
  const other = folderOf(target);
  if (other === folder || may.includes(other) || (typeOnly && may.includes(`types of ${other}`)))
    return;
  return `${from} may not import ${target}`;
}

describe("the architecture", () => {
  it("finds imports of every form", () => {
    const imports = importsOf("lib/notebook/cellView.ts").map(({ specifier }) => specifier);
    expect(imports).toContain("../words/words.js");
    expect(imports).toContain("./editor.js");
  });

  it("has imports in one direction only", () => {
    expect(files.flatMap(importsOf).map(wrongWay).filter(Boolean)).toEqual([]);
  });

  it("notices an import that goes the wrong way", () => {
    const from = "lib/tensor/axes.ts";
    expect(wrongWay({ from, specifier: "../nn/linear.js", typeOnly: false })).toMatch("may not");
    expect(wrongWay({ from, specifier: "../../lessons/open.js", typeOnly: false })).toMatch(
      "outside",
    );
    expect(wrongWay({ from, specifier: "node:fs", typeOnly: false })).toMatch("may not");
  });

  it("has no drawers for odds and ends", () => {
    const names = /(^|\/)(utils?|common|core|helpers?|misc|index)(\.ts|\/|$)/;
    expect(files.filter((file) => names.test(file))).toEqual([]);
  });

  it("draws no unseeded random number", () => {
    const unseeded = files.filter((file) =>
      /Math\.random\(/.test(readFileSync(inRepository(file), "utf8")),
    );
    expect(unseeded).toEqual([]);
  });

  it("makes no code from text", () => {
    const dynamic = files.filter((file) =>
      /\bnew Function\(|\beval\(/.test(readFileSync(inRepository(file), "utf8")),
    );
    expect(dynamic).toEqual([]);
  });

  it("keeps tests where the code they test would be looked for", () => {
    const folders = new Set(readdirSync(inRepository("lib")));
    const others = ["architecture.test.ts", "bench", "golden", "lessons", "site", "site-tools"];
    const strays = readdirSync(join(inRepository("tests"))).filter(
      (name) => !folders.has(name) && !others.includes(name),
    );
    expect(strays).toEqual([]);
  });
});
