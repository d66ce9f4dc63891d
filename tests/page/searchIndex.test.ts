import { describe, expect, it } from "vitest";
import { searchSections } from "../../lib/site/searchIndex.js";

const heading = (level: number, id: string, text: string) =>
  `<h${level} id="${id}" tabindex="-1"><a class="observablehq-header-anchor" href="#${id}">${text}</a></h${level}>`;
const page = (body: string) =>
  `<!DOCTYPE html><html><body><header>Course</header><main id="observablehq-main">${body}</main></body></html>`;
const sectionsOf = (body: string) => searchSections(page(body), "theory/x.html");

describe("searchSections", () => {
  it("makes a section of what stands under each heading, with its address", () => {
    const body = `${heading(1, "x", "Title")}<p>First.</p>${heading(2, "a", "Part <em>A</em>")}<p>Second.</p><p>Third.</p>`;
    expect(sectionsOf(body)).toEqual([
      { id: "theory/x.html", page: "Title", heading: "", text: "First." },
      { id: "theory/x.html#a", page: "Title", heading: "Part A", text: "Second. Third." },
    ]);
  });

  it("finds headings inside other elements, and text across inline markup", () => {
    const body = `${heading(1, "x", "T")}<div class="wide">${heading(3, "b", "B")}<p>One <b>bold</b>word, &amp; more</p></div>`;
    expect(sectionsOf(body)[1]).toMatchObject({ heading: "B", text: "One boldword, & more" });
  });

  it("leaves out code, displayed formulas, scripts, and everything hidden", () => {
    const hidden = [
      `<div class="cell" data-cell="c"><pre class="code">secret</pre><details class="cell-fold"><summary>secret</summary></details></div>`,
      `<pre class="code static">secret</pre>`,
      `<div class="maths"><span class="katex">secret</span></div>`,
      `<script>secret</script><style>secret</style><p hidden>secret</p>`,
    ];
    const texts = sectionsOf(`${heading(1, "x", "T")}<p>Seen.</p>${hidden.join("")}`);
    expect(texts[0]?.text).toBe("Seen.");
  });

  it("marks where a sentence had a formula or a value that is not known yet", () => {
    const [formula, value] = ["katex", "inline-value"].map(
      (name) => `<span class="${name}">x</span>`,
    );
    const body = `<p>The gradient of ${formula} is ${value}${formula} ${value}, at least.</p>`;
    expect(sectionsOf(body)[0]?.text).toBe("The gradient of … is …, at least.");
  });

  it("gives no answer away: no hints, solutions or explanations", () => {
    const body = `${heading(1, "x", "T")}<section class="exercise"><p>Write it.</p><details><summary>Hint</summary>secret</details></section><details class="explanations">secret</details><details><summary>Why?</summary>Because.</details>`;
    expect(sectionsOf(body)[0]?.text).toBe("Write it. Why? Because.");
  });

  it("reads a formula in a heading once", () => {
    const formula = `<span class="katex"><span class="katex-mathml">x</span><span class="katex-html">x</span></span>`;
    expect(sectionsOf(`${heading(2, "f", `The ${formula}`)}`)[1]?.heading).toBe("The x");
  });

  it("refuses a page without a main element, by its name", () => {
    expect(() => searchSections("<p>Lost</p>", "a.html")).toThrow(
      "searchSections: a.html has no main element",
    );
  });
});
