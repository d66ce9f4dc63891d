import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuestions } from "../../lib/coursework/questions.js";

const quiz = `You call backward() twice.
What is in \`w.grad\`?

- [ ] The gradient :: Grads accumulate,
  they are never replaced.
- [x] Twice the gradient :: Each call adds.
`;

describe("parseQuestions", () => {
  it("reads a question, its options and their reasons", () => {
    const [question] = parseQuestions("quiz", "twice", quiz);
    expect(question?.prompt).toEqual(["You call backward() twice. What is in `w.grad`?"]);
    expect(question?.options).toEqual([
      {
        text: "The gradient",
        because: "Grads accumulate, they are never replaced.",
        right: false,
      },
      { text: "Twice the gradient", because: "Each call adds.", right: true },
    ]);
  });

  it("keeps paragraphs of a question apart", () => {
    const [question] = parseQuestions("predict", "p", "One\nline.\n\nAnother.\n- [ ] a\n- [ ] b");
    expect(question?.prompt).toEqual(["One line.", "Another."]);
  });

  it("begins the next recall question at the text after options", () => {
    const text = "A?\n- [x] a :: yes\n- [ ] b :: no\nB?\n- [ ] a :: no\n- [x] b :: yes";
    const questions = parseQuestions("recall", "r", text);
    expect(questions.map((question) => question.prompt)).toEqual([["A?"], ["B?"]]);
    expect(questions.map((question) => question.options.map((o) => o.right))).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("does not take a double colon inside code for the reason's sign", () => {
    const [question] = parseQuestions("quiz", "q", "Q?\n- [x] `a :: b` :: why\n- [ ] c::d :: not");
    expect(question?.options.map((o) => [o.text, o.because])).toEqual([
      ["`a :: b`", "why"],
      ["c::d", "not"],
    ]);
  });

  it("changes the version with the question or an option, not with a reason or the right one", () => {
    const version = (text: string) => parseQuestions("quiz", "q", text)[0]?.version;
    const first = version("Q?\n- [x] a :: why\n- [ ] b :: not");
    expect(version("Q?\n- [ ] a :: other\n- [x] b :: words")).toBe(first);
    expect(version("R?\n- [x] a :: why\n- [ ] b :: not")).not.toBe(first);
    expect(version("Q?\n- [ ] b :: not\n- [x] a :: why")).not.toBe(first);
  });

  it("reads back whatever is written in its form", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9?.,'()]{1,8}( [A-Za-z0-9?.,'()]{1,8}){0,3}$/);
    const option = fc.record({ text: word, because: word });
    const question = fc.record({
      prompt: fc.array(word, { minLength: 1, maxLength: 3 }),
      options: fc.array(option, { minLength: 2, maxLength: 5 }),
      right: fc.nat(4),
    });
    const property = fc.property(
      fc.uniqueArray(question, { minLength: 1, maxLength: 4, selector: (q) => q.prompt.join() }),
      (asked) => {
        const text = asked.map((q) => {
          const right = q.right % q.options.length;
          const lines = q.options.map(
            (o, at) => `- [${at === right ? "x" : " "}] ${o.text} :: ${o.because}`,
          );
          return `${q.prompt.join("\n\n")}\n${lines.join("\n")}`;
        });
        const read = parseQuestions("recall", "any", text.join("\n"));
        expect(
          read.map(({ prompt, options }) => ({
            prompt,
            options: options.map(({ text, because }) => ({ text, because })),
            right: options.findIndex((o) => o.right),
          })),
        ).toEqual(asked.map((q) => ({ ...q, right: q.right % q.options.length })));
      },
    );
    fc.assert(property, { seed: 2 });
  });

  it.each([
    { text: "", says: 'The quiz fence "q" holds no question.' },
    { text: "- [x] a :: b", says: 'The quiz fence "q" has options before any question.' },
    { text: "Q?\n- [x] a :: b", says: 'needs at least two options ("- [ ] …") under "Q?"' },
    { text: "Q?\n- [x] a\n- [ ] b :: c", says: 'does not explain its option "a"' },
    { text: "Q?\n- [ ] a :: b\n- [ ] c :: d", says: "marks 0 options right" },
    { text: "Q?\n- [x] a :: b\n- [x] c :: d", says: "marks 2 options right" },
    { text: "Q?\n- [y] a :: b\n- [x] c :: d", says: 'has the line "- [y] a :: b"' },
    { text: "Q?\n- [] a :: b\n- [x] c :: d", says: 'has the line "- [] a :: b"' },
    { text: "Q?\n- [x] :: b\n- [ ] c :: d", says: "has the line" },
    { text: "Q?\n- [x] a :: b\n- [ ] c :: d\nR?", says: "has text after its options" },
  ])("refuses $text", ({ text, says }) => {
    expect(() => parseQuestions("quiz", "q", text)).toThrow(says);
  });

  it("refuses the same recall question twice, for their answers would be one", () => {
    const one = "Q?\n- [x] a :: b\n- [ ] c :: d\n";
    expect(() => parseQuestions("recall", "r", one + one)).toThrow('has "Q?" twice');
  });

  it("refuses a prediction with two right outcomes", () => {
    expect(() => parseQuestions("predict", "p", "Q?\n- [x] a\n- [x] b")).toThrow(
      'The predict fence "p" marks more than one outcome',
    );
  });
});
