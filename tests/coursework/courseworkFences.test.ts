import { describe, expect, it } from "vitest";
import { renderCourseworkFence } from "../../lib/site/courseworkFences.js";

const inline = (markdown: string) =>
  markdown
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/`([^`]*)`/g, "<code>$1</code>");
const text = "What is `w.grad`?\n- [ ] 1 < 2 :: No.\n- [x] Twice :: It adds.";

describe("renderCourseworkFence", () => {
  it("makes a group of radio buttons named by its question, with reasons that open without scripts", () => {
    const html = renderCourseworkFence("quiz", { id: "twice" }, text, inline);
    expect(html).toMatch(/<fieldset><legend>.*<code>w\.grad<\/code>\?<\/span><\/legend>/);
    expect(html.match(/<input type="radio" name="quiz-twice" value="\d">/g)).toHaveLength(2);
    expect(html).toContain("1 &lt; 2");
    expect(html).toMatch(/<details class="explanations"><summary>The answer, explained/);
    expect(html).toMatch(/<li data-option="1" data-right>Twice — <strong>Right:/);
  });

  it("carries a prediction's cell and the name of its answer", () => {
    const info = { id: "loss", for: "train", answer: "best" };
    const html = renderCourseworkFence("predict", info, "Up?\n- [ ] yes\n- [ ] no", inline);
    expect(html).toContain('data-coursework="predict" data-id="loss"');
    expect(html).toContain('data-for="train" data-answer="best"');
    expect(html).not.toContain("<details");
  });

  it("gives each recall question its own version and group", () => {
    const both = `${text}\nAnd \`b\`?\n- [x] c :: d\n- [ ] e :: f`;
    const html = renderCourseworkFence("recall", { id: "all" }, both, inline);
    const versions = [...html.matchAll(/data-version="(\w{8})"/g)].map((match) => match[1]);
    expect(new Set(versions).size).toBe(2);
    expect(html).toContain(`name="recall-all-${versions[1]}"`);
    expect(html).toContain("2 questions, about six seconds each");
  });

  it("has no line break, so that Markdown cannot end it early", () => {
    expect(renderCourseworkFence("quiz", { id: "q" }, text, inline)).not.toContain("\n");
  });

  it.each([
    { kind: "quiz", info: {}, says: "A quiz fence needs id=" },
    { kind: "quiz", info: { id: "Two Words" }, says: 'The quiz fence "Two Words" needs an id' },
    { kind: "quiz", info: { id: "q", for: "x" }, says: 'The quiz fence "q" has for=' },
    { kind: "predict", info: { id: "p" }, says: 'The predict fence "p" needs for=' },
    {
      kind: "predict",
      info: { id: "p", for: "x", anwser: "y" },
      says: 'The predict fence "p" has anwser=',
    },
    {
      kind: "predict",
      info: { id: "p", for: "x", answer: "y" },
      says: "marks more than one outcome, or marks one and also has answer=",
    },
  ] as const)("refuses $kind with $info", ({ kind, info, says }) => {
    expect(() => renderCourseworkFence(kind, info, text, inline)).toThrow(says);
  });
});
