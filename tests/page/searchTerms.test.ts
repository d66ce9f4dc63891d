import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchTerms } from "../../lib/page/searchTerms.js";

describe("searchTerms", () => {
  it("splits a sentence into words in lower case", () => {
    expect(searchTerms("The ReLU's slope, at 0.5!")).toEqual([
      "the",
      "relu",
      "s",
      "slope",
      "at",
      "0",
      "5",
    ]);
  });

  it("gives the pairs of neighbours in a run of Chinese, and a lone character as it is", () => {
    expect(searchTerms("反向传播")).toEqual(["反向", "向传", "传播"]);
    expect(searchTerms("用 Adam 训练GPT模型")).toEqual(["用", "adam", "训练", "gpt", "模型"]);
  });

  it("keeps accents, and makes compatible forms one", () => {
    expect(searchTerms("Poincaré ＧＰＵ")).toEqual(["poincaré", "gpu"]);
  });

  it("finds every part of a Chinese text under the terms of the whole", () => {
    const han = fc.constantFrom(..."反向传播梯度下降模型训练");
    const text = fc.array(han, { minLength: 2, maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, a, b) => {
        const start = a % (whole.length - 1);
        const end = start + 2 + (b % (whole.length - start - 1));
        const terms = new Set(searchTerms(whole));
        expect(searchTerms(whole.slice(start, end)).every((term) => terms.has(term))).toBe(true);
      }),
      { seed: 7 },
    );
  });

  it("does not care about case, spaces and punctuation", () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (all) => {
        expect(searchTerms(all.join(" "))).toEqual(all);
        expect(searchTerms(`  ${all.join("… ").toUpperCase()}?`)).toEqual(all);
      }),
      { seed: 7 },
    );
  });
});
