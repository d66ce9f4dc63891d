import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { gpt } from "../../lib/models/gpt.js";
import { gptCounts, total } from "../../lib/models/gptCounts.js";
import { countParameters } from "../../lib/nn/countParameters.js";

beforeAll(() => tf.setBackend("cpu"));

const gpt2 = (width: number, layers: number) => ({
  vocabSize: 50257,
  contextLength: 1024,
  width,
  heads: width / 64,
  layers,
});

describe("the parameters", () => {
  it("of a tiny GPT, by hand", () => {
    const { parameters } = gptCounts({
      vocabSize: 3,
      contextLength: 2,
      width: 2,
      heads: 1,
      layers: 1,
    });
    expect(parameters).toEqual({
      tokens: 6, // 3 rows of 2
      positions: 4,
      attention: 24, // four layers of 2 × 2 and 2
      feedForward: 42, // 2 × 8 and 8, 8 × 2 and 2
      norms: 12, // three of 2 and 2
    });
  });

  it.each([
    ["small", 768, 12, 124_439_808],
    ["medium", 1024, 24, 354_823_168],
    ["large", 1280, 36, 774_030_080],
    ["xl", 1600, 48, 1_557_611_200],
  ])("of GPT-2 %s are its checkpoint's", (_, width, layers, count) => {
    expect(total(gptCounts(gpt2(width, layers)).parameters)).toBe(count);
  });

  it("are those that the model makes", () => {
    for (const config of [
      { vocabSize: 7, contextLength: 5, width: 6, heads: 3, layers: 3 },
      { vocabSize: 1, contextLength: 1, width: 1, heads: 1, layers: 1 },
    ]) {
      const { parameters } = gpt(config);
      expect(total(gptCounts(config).parameters)).toBe(countParameters(parameters));
      for (const each of Object.values(parameters)) each.dispose();
    }
  });
});

describe("the work", () => {
  it("is that of the products, by hand", () => {
    const config = { vocabSize: 3, contextLength: 8, width: 2, heads: 1, layers: 1 };
    expect(gptCounts(config, 4).flops).toEqual({
      projections: 128, // four products of [4, 2] [2, 2]: 2 · 4 · 2 · 2 each
      attention: 128, // [4, 2] [2, 4] and [4, 4] [4, 2]: 2 · 4 · 2 · 4 each
      feedForward: 256, // [4, 2] [2, 8] and [4, 8] [8, 2]
      unembedding: 48, // [4, 2] [2, 3]
    });
  });

  it("of GPT-2 small is near twice its parameters a token, and training near six times", () => {
    const { flops, parameters } = gptCounts(gpt2(768, 12), 1); // next to no attention
    const matrices = total(parameters) - parameters.positions;
    expect(total(flops) / matrices).toBeCloseTo(2, 2);
  });

  it("remembers two numbers a layer, token and channel", () => {
    expect(gptCounts(gpt2(768, 12)).cacheBytes).toBe(2 * 12 * 1024 * 768 * 4);
  });
});
