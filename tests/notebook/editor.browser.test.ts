/// <reference types="vite/client" />
import axe from "axe-core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import "../../lessons/theme/editor.css";
import { changesBetween, renderChanges } from "../../lib/notebook/changes.js";
import type { ApiIndex, CompletionSources } from "../../lib/notebook/completion.js";
import { openEditor } from "../../lib/notebook/editor.js";
import { highlightToHtml } from "../../lib/notebook/highlight.js";

const index: ApiIndex = [
  {
    module: "lib/nn/linear.js",
    exports: [
      {
        name: "linear",
        kind: "function",
        signature: "linear(x: Tensor, w: Tensor): Tensor",
        doc: "A weighted sum of `x`.",
      },
    ],
  },
];
const complete: CompletionSources = {
  names: () => [
    { name: "linear", kind: "cell", module: "lib/nn/linear.js" },
    { name: "linearity", kind: "cell", detail: "setup" },
  ],
  api: async () => index,
};

let tidy: (() => void)[] = [];
afterEach(() => {
  for (const each of tidy.reverse()) each();
  tidy = [];
  delete document.documentElement.dataset.theme;
});

/** An editor on a page between two buttons, with spies for what it tells. */
function open(source: string, more: Partial<Parameters<typeof openEditor>[0]> = {}) {
  const page = document.createElement("main");
  const [before, parent, after] = ["button", "div", "button"].map((tag) =>
    page.appendChild(document.createElement(tag)),
  ) as [HTMLElement, HTMLElement, HTMLElement];
  before.textContent = "before";
  after.textContent = "after";
  document.body.append(page);
  const told = { onInput: vi.fn(), onRun: vi.fn(), onLeave: vi.fn() };
  const editor = openEditor({
    parent,
    source,
    label: "Editing code cell a",
    hint: "Shift-Enter runs.",
    complete,
    ...told,
    ...more,
  });
  tidy.push(() => page.remove(), editor.destroy);
  const content = parent.querySelector<HTMLElement>(".cm-content") as HTMLElement;
  return { page, parent, before, after, editor, content, ...told };
}

const press = (keys: string) => userEvent.keyboard(keys);
/** Waits for what a pause in typing, or the loading of the compiler, brings. */
const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 10_000 });
const lines = (root: Element) => [...root.querySelectorAll(".cm-line")];
const marks = (root: Element) =>
  [...root.querySelectorAll(".cm-lintRange-error")].map((mark) => mark.textContent);
const optionList = () =>
  until(() => {
    const list = document.querySelector(".cm-tooltip-autocomplete");
    expect(list).not.toBeNull();
    return list as Element;
  });

/** The character that a client position points at, for what is drawn on the page. */
function boxOf(line: Element, start: number): DOMRect {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let offset = start;
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (offset < text.length) {
      const range = document.createRange();
      range.setStart(text, offset);
      range.setEnd(text, offset + 1);
      return range.getBoundingClientRect();
    }
    offset -= text.length;
  }
  throw new RangeError(`boxOf: the line has no character ${start}`);
}

describe("openEditor", () => {
  it("tells of each change and keeps the text", async () => {
    const { editor, onInput } = open("const x = ", { caret: 10 });
    editor.focus();
    await press("12");
    expect(editor.source).toBe("const x = 12");
    expect(onInput.mock.calls).toEqual([["const x = 1"], ["const x = 12"]]);
  });

  it("takes a source from outside without telling of it, and lets the reader undo it", async () => {
    const { editor, onInput } = open("a = 1", { caret: 5 });
    editor.setSource("b");
    expect(editor.source).toBe("b");
    expect(onInput).not.toHaveBeenCalled();
    editor.focus();
    await press("{Control>}z{/Control}");
    expect(editor.source).toBe("a = 1");
    expect(onInput).toHaveBeenCalledExactlyOnceWith("a = 1");
  });

  it("runs on Shift-Enter and on Control-Enter and changes nothing", async () => {
    const { editor, onRun, onLeave } = open("x");
    editor.focus();
    await press("{Shift>}{Enter}{/Shift}");
    expect(onRun).toHaveBeenCalledTimes(1);
    await press("{Control>}{Enter}{/Control}");
    expect(onRun).toHaveBeenCalledTimes(2);
    expect(editor.source).toBe("x");
    expect(onLeave).not.toHaveBeenCalled();
  });

  it("moves on with Tab and back with Shift-Tab until the reader types", async () => {
    const { editor, before, after } = open("x");
    editor.focus();
    await press("{Tab}");
    expect(document.activeElement).toBe(after);
    editor.focus();
    await press("{Shift>}{Tab}{/Shift}");
    expect(document.activeElement).toBe(before);
    expect(editor.source).toBe("x");
  });

  it("indents with Tab once the reader has typed, and leaves with Escape and Tab", async () => {
    const { editor, content, after, onLeave } = open("f(\n)", { caret: 0 });
    editor.focus();
    await press("1");
    editor.setSource("g(\n)");
    await press("{Tab}");
    expect(editor.source).toBe("  g(\n)");
    expect(document.activeElement).toBe(content);
    await press("{Shift>}{Tab}{/Shift}");
    expect(editor.source).toBe("g(\n)");
    await press("{Escape}{Tab}");
    expect(onLeave).toHaveBeenCalledTimes(1);
    expect(document.activeElement).toBe(after);
  });

  it("does not take a source from outside for typing", async () => {
    const { editor, after } = open("x");
    editor.setSource("y");
    editor.focus();
    await press("{Tab}");
    expect(document.activeElement).toBe(after);
  });

  it("closes an open list with the first Escape and leaves with the second", async () => {
    const { editor, onLeave } = open("");
    editor.focus();
    await press("lin");
    await optionList();
    await press("{Escape}");
    expect(onLeave).not.toHaveBeenCalled();
    await until(() => expect(document.querySelector(".cm-tooltip-autocomplete")).toBeNull());
    await press("{Escape}");
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  it("leaves with one Escape while no list is to be seen", async () => {
    const { editor, onLeave } = open("");
    editor.focus();
    await press("zzz{Escape}");
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  it("closes brackets and marks the pair at the caret", async () => {
    const { editor, content } = open("");
    editor.focus();
    await press("f(");
    expect(editor.source).toBe("f()");
    await until(() => expect(content.querySelectorAll(".cm-matchingBracket")).toHaveLength(2));
  });

  it("puts the caret where the reader clicked", async () => {
    const source = "const first = 1;\nconst second = 22;";
    const { editor, content, parent } = open(source);
    const box = boxOf(lines(content)[1] as Element, 6);
    const { top } = parent.getBoundingClientRect();
    editor.destroy();
    const again = openEditor({
      parent,
      source,
      caret: { x: box.left + 1, y: box.top + box.height / 2 },
      label: "again",
      hint: "",
      complete,
      onInput: () => {},
      onRun: () => {},
      onLeave: () => {},
    });
    tidy.push(again.destroy);
    expect(parent.getBoundingClientRect().top).toBe(top);
    again.focus();
    await press("!");
    expect(again.source).toBe("const first = 1;\nconst !second = 22;");
  });

  it("clamps a caret that lies outside", async () => {
    const { editor } = open("ab", { caret: 99 });
    editor.focus();
    await press("c");
    expect(editor.source).toBe("abc");
  });

  it("looks like the static code, letter by letter", () => {
    const source = 'const f = (x: number) => x * 2; // twice\n\nf("é")\n  .b';
    const { content, parent } = open(source);
    const code = document.createElement("pre");
    code.className = "code";
    code.innerHTML = `<code>${highlightToHtml(source)}</code>`;
    parent.after(code);
    const html = lines(content).map((line) => line.innerHTML.replace("<br>", ""));
    expect(html.join("\n")).toBe(code.firstElementChild?.innerHTML);
    const editor = parent.querySelector(".cm-editor") as Element;
    expect(editor.getBoundingClientRect().height).toBeCloseTo(
      code.getBoundingClientRect().height,
      1,
    );
    const word = boxOf(lines(content)[0] as Element, 32);
    const same = boxOf(code, 32);
    expect(word.left).toBeCloseTo(same.left, 1);
    expect(word.width).toBeCloseTo(same.width, 2);
    expect(word.top - editor.getBoundingClientRect().top).toBeCloseTo(
      same.top - code.getBoundingClientRect().top,
      1,
    );
  });

  it("scrolls long lines inside itself, from where the static code stood", () => {
    const { parent } = open(`const long = "${"x".repeat(400)}";`, { scrollLeft: 120 });
    const scroller = parent.querySelector(".cm-scroller") as Element;
    expect(scroller.scrollWidth).toBeGreaterThan(scroller.clientWidth);
    expect(scroller.scrollLeft).toBe(120);
    expect(document.documentElement.scrollWidth).toBe(document.documentElement.clientWidth);
  });

  it("underlines code that cannot be read where it goes wrong, and says so in words", async () => {
    const { content, parent } = open("const a = 1;\nconst b = * 2;\nconst c = (");
    await until(() => expect(marks(content)).toEqual(["*", "("]));
    expect(lines(content)[0]?.querySelector(".cm-lintRange-error")).toBeNull();
    const said = parent.querySelector('[role="status"]');
    expect(said?.textContent).toContain("Line 2:");
    expect(parent.querySelector<HTMLElement>(".code-editor-hint")?.hidden).toBe(true);
  });

  it("takes the mark away when the code can be read again", async () => {
    const { editor, content, parent } = open("const b = ", { caret: 10 });
    await until(() => expect(marks(content)).toEqual(["="]));
    editor.focus();
    await press("3");
    await until(() => expect(marks(content)).toEqual([]));
    expect(parent.querySelector('[role="status"]')?.textContent).toBe("");
    expect(parent.querySelector<HTMLElement>(".code-editor-hint")?.hidden).toBe(false);
  });

  it.each([
    "for await (const x of y) { yield x; }",
    "const x = await f() satisfies number;",
    'import * as nn from "lib/nn/linear.js";',
    "class A<T> { #x?: T; static { } override get y() { return this.#x!; } }",
    "let t: [a: number, ...b: string[]] = [1]; let x = y?.[0]?.(z); x ??= 1;",
    "function* g<const T extends readonly unknown[]>(t: T): Generator<T[number]> { yield* t; }",
    "",
  ])("marks nothing in %s", async (source) => {
    const { editor, content } = open(`${source} `);
    editor.setErrors([{ line: 1, message: "sent on purpose" }]);
    await until(() => expect(marks(content).length).toBe(source ? 1 : 0));
    editor.setErrors([]);
    await until(() => expect(marks(content)).toEqual([]));
  });

  it("underlines what the compiler found, by column, by line, and beyond the end", async () => {
    const { editor, content } = open("  first(value);\nsecond();");
    editor.setErrors([{ line: 1, column: 9, message: "value is not defined" }]);
    await until(() => expect(marks(content)).toEqual(["value"]));
    editor.setErrors([{ line: 1, message: "it threw" }]);
    await until(() => expect(marks(content).join("")).toBe("first(value);"));
    editor.setErrors([{ line: 40, column: 90, message: "at the end" }]);
    await until(() => expect(marks(content)).toEqual([";"]));
    editor.focus();
    await press(" ");
    await until(() => expect(marks(content)).toEqual([]));
  });

  it("shows the message over its mark, to the mouse and to F8", async () => {
    const { editor, content } = open("first(value)");
    editor.setErrors([{ line: 1, column: 7, message: "value is not defined" }]);
    await until(() => expect(marks(content)).toEqual(["value"]));
    await userEvent.hover(content.querySelector(".cm-lintRange-error") as Element);
    await until(() =>
      expect(document.querySelector(".cm-tooltip .cm-diagnostic")?.textContent).toBe(
        "value is not defined",
      ),
    );
    editor.focus();
    await press("{F8}");
    expect(String(document.getSelection())).toBe("value");
  });

  it("lists names with signature and doc, and takes the chosen one", async () => {
    const { editor } = open("");
    editor.focus();
    await press("lin");
    const list = await optionList();
    const options = [...list.querySelectorAll("li")].map((option) => option.textContent);
    expect(options).toEqual(["linear(x: Tensor, w: Tensor): Tensor", "linearitysetup"]);
    await until(() => {
      const about = document.querySelector(".cm-completionInfo");
      expect(
        [...(about?.querySelectorAll("code, p, small") ?? [])].map((e) => e.textContent),
      ).toEqual([
        "linear(x: Tensor, w: Tensor): Tensor",
        "A weighted sum of x.",
        "x",
        "lib/nn/linear.js",
      ]);
    });
    await new Promise((resolve) => setTimeout(resolve, 100)); // a list takes no key at once
    await press("{Enter}");
    expect(editor.source).toBe("linear");
  });

  it("has a name, a description and room for remarks", () => {
    const { content, parent } = open("x");
    expect(content.getAttribute("role")).toBe("textbox");
    expect(content.getAttribute("aria-label")).toBe("Editing code cell a");
    const described = document.getElementById(content.getAttribute("aria-describedby") ?? "");
    expect(described?.textContent).toBe("Shift-Enter runs.");
    expect(parent.contains(described)).toBe(true);
  });

  it("leaves nothing behind when it is destroyed", () => {
    const { editor, parent } = open("x");
    editor.destroy();
    expect(parent.childNodes).toHaveLength(0);
  });

  it.each(["light", "dark"])("gives axe nothing to report in the %s theme", async (theme) => {
    document.documentElement.dataset.theme = theme;
    const source = [
      '/** Doc. */ import { linear } from "lib/nn/linear.js";',
      "class A<T> { x: T = /r/g as T; async f() { return `a$" + "{1e3}` ?? null; } }",
      "const b = * 2;",
      "",
    ].join("\n");
    const { editor, content, page } = open(source, { caret: source.length });
    editor.focus();
    await press("lin");
    await optionList();
    await until(() => expect(marks(content)).toEqual(["*"]));
    const labels = { title: "Changes", added: "added", removed: "removed", same: "same", none: "" };
    page.append(renderChanges(changesBetween(source, editor.source), labels));
    document.body.style.background = "Canvas";
    const { violations, passes } = await axe.run(page);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
  });
});

describe("renderChanges", () => {
  const labels = {
    title: "Your changes",
    added: "added",
    removed: "removed",
    same: "unchanged",
    none: "Nothing has changed.",
  };

  it("lists each line with a sign, a word and its element", () => {
    const list = renderChanges(changesBetween("a\n1 < 2", "a\n<b>"), labels);
    document.body.append(list);
    tidy.push(() => list.remove());
    expect(list.getAttribute("aria-label")).toBe("Your changes");
    const items = [...list.children].map((item) => [
      item.textContent,
      item.lastElementChild?.localName,
      getComputedStyle(item, "::before").content,
    ]);
    expect(items).toEqual([
      ["unchanged: a", "span", '""'],
      ["removed: 1 < 2", "del", '"−" / ""'],
      ["added: <b>", "ins", '"+" / ""'],
    ]);
  });

  it("says when nothing has changed", () => {
    expect(renderChanges(changesBetween("a", "a\n"), labels).textContent).toBe(
      "Nothing has changed.",
    );
  });
});
