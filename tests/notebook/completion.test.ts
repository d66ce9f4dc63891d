import { type Completion, CompletionContext } from "@codemirror/autocomplete";
import { typescriptLanguage } from "@codemirror/lang-javascript";
import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import {
  type ApiIndex,
  type CompletionSources,
  cellCompletion,
} from "../../lib/notebook/completion.js";

const index: ApiIndex = [
  {
    module: "lib/nn/linear.js",
    exports: [
      {
        name: "linear",
        kind: "function",
        signature: "linear(x: Tensor, w: Tensor): Tensor",
        doc: "A weighted sum.",
      },
      { name: "Layer", kind: "type", signature: "interface Layer { w: Tensor }", doc: "" },
    ],
  },
  {
    module: "lib/optim/adam.js",
    exports: [{ name: "Adam", kind: "class", signature: "new Adam(rate: number)", doc: "Steps." }],
  },
];

const given = [
  { name: "loss", kind: "cell", detail: "train" },
  { name: "display", kind: "builtin" },
];

/** A state whose tree is whole, however busy the machine is. */
function parsed(doc: string): EditorState {
  const state = EditorState.create({ doc, extensions: typescriptLanguage });
  expect(ensureSyntaxTree(state, doc.length, 10_000)).not.toBeNull();
  return state.update({}).state;
}

/** What the list offers at `|`, by label. */
async function complete(
  marked: string,
  { names = () => given, api = async () => index }: Partial<CompletionSources> = {},
  explicit = false,
) {
  const position = marked.indexOf("|");
  const doc = marked.replace("|", "");
  const state = parsed(doc);
  const source = cellCompletion({ names, api });
  const result = await source(new CompletionContext(state, position, explicit));
  const options = new Map(result?.options.map((option) => [option.label, option]));
  return {
    labels: [...options.keys()],
    detail: (label: string) => options.get(label)?.detail,
    /** The source after choosing an option. */
    after: (label: string) => {
      const { apply = label } = options.get(label) as Completion;
      return doc.slice(0, result?.from) + apply + doc.slice(result?.to ?? position);
    },
  };
}

describe("cellCompletion", () => {
  it("offers names of other cells and of the notebook, with what is known of them", async () => {
    const list = await complete("const x = lo|");
    expect(list.labels).toEqual(expect.arrayContaining(["loss", "display"]));
    expect(list.detail("loss")).toBe("train");
    expect(list.after("loss")).toBe("const x = loss");
  });

  it("offers names that the cell itself declares, once each", async () => {
    const list = await complete("const loss = 1, lost = 2;\nlo|");
    expect(list.labels.filter((label) => label === "loss")).toHaveLength(1);
    expect(list.labels).toContain("lost");
    expect(list.detail("loss")).toBeUndefined();
  });

  it("shows the signature of a name that was imported, here or in another cell", async () => {
    const here = await complete('import { linear } from "lib/nn/linear.js";\nli|');
    expect(here.detail("linear")).toBe("(x: Tensor, w: Tensor): Tensor");
    const there = await complete("ne|", {
      names: () => [{ name: "linear", kind: "cell", module: "lib/nn/linear.js" }],
    });
    expect(there.detail("linear")).toBe("(x: Tensor, w: Tensor): Tensor");
  });

  it("follows a name that an import renames", async () => {
    const list = await complete('import { linear as dense } from "lib/nn/linear.js";\nde|');
    expect(list.detail("dense")).toBe("(x: Tensor, w: Tensor): Tensor");
    expect(list.labels).not.toContain("linear");
  });

  it("offers nothing before a letter is typed, and everything when asked", async () => {
    expect((await complete("const x = |")).labels).toEqual([]);
    expect((await complete("const x = |", {}, true)).labels).toContain("loss");
  });

  it.each([
    ["a string", 'const s = "lo|"'],
    ["a comment", "// lo|"],
    ["an import that a comment mentions", "// import { lin|"],
    ["a block comment", "/* lo| */ 1"],
    ["a template's text", "`lo|`"],
    ["a number", "1e|"],
    ["a new name", "const lo|"],
    ["a property", "x.lo|"],
    ["a property of a call", "f().lo|"],
    ["a new name after as", 'import { linear as lo| } from "lib/nn/linear.js"'],
  ])("offers nothing inside %s", async (_, marked) => {
    expect((await complete(marked)).labels).toEqual([]);
    expect((await complete(marked, {}, true)).labels).toEqual([]);
  });

  it("offers names inside a template's braces", async () => {
    expect((await complete("`$" + "{lo|}`")).labels).toContain("loss");
  });

  it("offers modules inside the string of an import", async () => {
    const modules = ["lib/nn/linear.js", "lib/optim/adam.js"];
    expect((await complete('import { linear } from "|')).labels).toEqual(modules);
    expect((await complete('import * as nn from "lib/n|"')).labels).toEqual(modules);
    expect((await complete("const nn = await import('lib|')")).labels).toEqual(modules);
    expect((await complete('import {\n  linear,\n} from "|"')).labels).toEqual(modules);
  });

  it("replaces the whole module and keeps its quotes", async () => {
    const list = await complete('import { linear } from "lib/|nn/old.js";');
    expect(list.after("lib/nn/linear.js")).toBe('import { linear } from "lib/nn/linear.js";');
    const open = await complete('import { linear } from "|');
    expect(open.after("lib/nn/linear.js")).toBe('import { linear } from "lib/nn/linear.js');
  });

  it("offers what a module exports between the braces of its import", async () => {
    const list = await complete('import { lin| } from "lib/nn/linear.js";');
    expect(list.labels).toEqual(["linear", "Layer"]);
    expect(list.after("linear")).toBe('import { linear } from "lib/nn/linear.js";');
    expect(list.detail("Layer")).toBe("interface Layer { w: Tensor }");
  });

  it("leaves out what an import lists already", async () => {
    const list = await complete('import { linear, | } from "lib/nn/linear.js";');
    expect(list.labels).toEqual(["Layer"]);
    const before = await complete('import { |, type Layer as L } from "lib/nn/linear.js";');
    expect(before.labels).toEqual(["linear"]);
  });

  it("finishes an import whose module is not written yet", async () => {
    const wanted = 'import { Adam } from "lib/optim/adam.js";';
    expect((await complete("import { Ad|")).after("Adam")).toBe(wanted);
    expect((await complete("import { Ad| }")).after("Adam")).toBe(wanted);
    expect((await complete('import { Ad| } from "";')).after("Adam")).toBe(wanted);
    expect((await complete("import {|}")).after("Adam")).toBe(
      wanted.replaceAll(/\{ | \}/g, (s) => s.trim()),
    );
    expect((await complete("import { Ad|\nconst x = 1;")).after("Adam")).toBe(
      `${wanted}\nconst x = 1;`,
    );
    expect((await complete("import { Ad|, b }")).after("Adam")).toBe("import { Adam, b }");
  });

  it("offers the members of a namespace import", async () => {
    const source = 'import * as nn from "lib/nn/linear.js";\n';
    expect((await complete(`${source}nn.|`)).labels).toEqual(["linear", "Layer"]);
    const list = await complete(`${source}const y = nn.lin|`);
    expect(list.after("linear")).toBe(`${source}const y = nn.linear`);
    expect(list.detail("linear")).toBe("(x: Tensor, w: Tensor): Tensor");
    const names = () => [{ name: "nn", kind: "namespace", module: "lib/nn/linear.js" }];
    expect((await complete("nn.|", { names })).labels).toEqual(["linear", "Layer"]);
  });

  it("offers no members of other names, even where they are called like a namespace", async () => {
    const source = 'import * as nn from "lib/nn/linear.js";\n';
    expect((await complete(`${source}a.nn.|`)).labels).toEqual([]);
    expect((await complete('import nn from "lib/nn/linear.js";\nnn.|')).labels).toEqual([]);
    expect((await complete('import * as nn from "lib/none.js";\nnn.|')).labels).toEqual([]);
  });

  it("completes names when the index cannot be had, and asks again", async () => {
    let asked = 0;
    const state = parsed("lo");
    const source = cellCompletion({
      names: () => given,
      api: async () => {
        asked++;
        if (asked === 1) throw new Error("offline");
        return index;
      },
    });
    for (let i = 0; i < 3; i++) {
      const result = await source(new CompletionContext(state, 2, false));
      expect(result?.options.map(({ label }) => label)).toContain("loss");
    }
    expect(asked).toBe(2);
  });
});
