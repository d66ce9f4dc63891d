import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlightToHtml } from "../../lib/notebook/highlight.js";

/** The text that a browser would show for such HTML. */
function textOf(html: string): string {
  return html
    .replace(/<\/?span[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

describe("highlightToHtml", () => {
  it("wraps each token in a span of its class", () => {
    expect(highlightToHtml("const x = 1;")).toBe(
      '<span class="tok-keyword">const</span> ' +
        '<span class="tok-variableName tok-definition">x</span> ' +
        '<span class="tok-operator">=</span> ' +
        '<span class="tok-number">1</span><span class="tok-punctuation">;</span>',
    );
  });

  it("knows types in TypeScript and not in JavaScript", () => {
    const keyword = '<span class="tok-keyword">interface</span>';
    expect(highlightToHtml("interface A {}", "ts")).toContain(keyword);
    expect(highlightToHtml("interface A {}", "js")).not.toContain(keyword);
    expect(highlightToHtml("let a: Weights")).toContain(
      '<span class="tok-typeName">Weights</span>',
    );
  });

  it("escapes what would be markup, inside tokens and between them", () => {
    expect(highlightToHtml('a < "</code>&"')).toBe(
      '<span class="tok-variableName">a</span> <span class="tok-operator">&lt;</span> ' +
        '<span class="tok-string">&quot;&lt;/code&gt;&amp;&quot;</span>',
    );
  });

  it("escapes but does not colour a language it does not know", () => {
    expect(highlightToHtml("if a < b: pass", "python")).toBe("if a &lt; b: pass");
    expect(highlightToHtml("const x", "constructor")).toBe("const x");
  });

  it("keeps a token that runs over lines inside its spans, one a line", () => {
    expect(highlightToHtml("/* a\n b */")).toBe(
      '<span class="tok-comment">/* a</span>\n<span class="tok-comment"> b */</span>',
    );
  });

  it("colours code that does not parse", () => {
    expect(highlightToHtml("const = (")).toContain('<span class="tok-keyword">const</span>');
  });

  it("loses no character of any source, and leaves no markup but spans", () => {
    const pieces = fc.constantFrom(
      "const ",
      "a",
      " < ",
      "<b>",
      "&amp;",
      "`${",
      "}",
      "`",
      '"',
      "'",
      "\n",
      "\t",
      "//",
      "/*",
      "*/",
      ": number",
      "(",
      ")",
      "{",
      "é𝛼",
      "1e3",
      "/x/g",
      "@",
      "<T>",
      "=>",
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.constantFrom("ts", "js", "python"), (parts, language) => {
        const source = parts.join("");
        const html = highlightToHtml(source, language);
        expect(textOf(html)).toBe(source);
        expect(html.replace(/<span class="[\w -]+">|<\/span>/g, "")).not.toMatch(/[<>"]/);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("writes every line end as a line feed", () => {
    expect(highlightToHtml("a\r\nb\rc", "text")).toBe("a\nb\nc");
  });
});
