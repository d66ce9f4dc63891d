import fc from "fast-check";
import { countTokens, encode as encodeGpt2 } from "gpt-tokenizer/encoding/r50k_base";
import { beforeAll, describe, expect, it } from "vitest";
import { type BytePairEncoding, bytePairEncoding } from "../../lib/data/bytePairEncoding.js";
import { gpt2Vocabulary } from "../../lib/data/gpt2Vocabulary.js";
import { mergePairs, pairKey } from "../../lib/data/mergePairs.js";
import { splitText } from "../../lib/data/splitText.js";
import { type LearntMerge, trainBytePairs } from "../../lib/data/trainBytePairs.js";
import { loneSurrogates, utf8Bytes, utf8Text } from "../../lib/data/utf8.js";

const learn = async (text: string, merges: number) => {
  const learnt: LearntMerge[] = [];
  for await (const merge of trainBytePairs(text, { merges })) learnt.push(merge);
  return learnt;
};
const [c, o, a] = [99, 111, 97];
const hostile = [
  "",
  "a",
  "\0",
  "\uFEFFa\uFEFF",
  " \n\t \r\n ",
  "👩‍👩‍👧 ok",
  "שלום עולם",
  "你好",
  "a\u0301",
  "'s 'll'",
];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(...hostile),
);

describe("learning byte pairs", () => {
  it("learns from cocoa what paper says: co first, then by the tie rule coa", async () => {
    expect(await learn("cocoa", 9)).toEqual([
      { left: c, right: o, id: 256, count: 2, tokens: 3 },
      { left: 256, right: a, id: 257, count: 1, tokens: 2 },
      { left: 256, right: 257, id: 258, count: 1, tokens: 1 },
    ]);
  });

  it("takes the lower left id of equally frequent pairs, then the lower right one", async () => {
    const first = async (text: string) => {
      const [{ left, right } = { left: -1, right: -1 }] = await learn(text, 1);
      return String.fromCharCode(left, right);
    };
    expect(await first("zy ba")).toBe(" b");
    expect(await first("ba.bc")).toBe("ba");
    expect(await first("bcba")).toBe("ba");
  });

  it("never merges across the pieces of the pattern", async () => {
    const merges = await learn("a.a.a.a.a.a.b c b c b c", 50);
    const { vocabulary } = bytePairEncoding(merges);
    const spelt = vocabulary.slice(256).map(utf8Text);
    expect(spelt).toEqual([" c", " b"]);
  });

  it("counts what an encoder then finds, merge after merge", async () => {
    const prose = "the cat sat on the mat; the rat ate the oats that the cat had";
    const merges = await learn(prose, 40);
    for (let n = 0; n <= merges.length; n++) {
      const { length } = bytePairEncoding(merges.slice(0, n)).encode(prose);
      expect(length).toBe(n === 0 ? prose.length : merges[n - 1]?.tokens);
    }
  });

  it("agrees with counting everything anew for each merge", async () => {
    const slowly = (text: string, merges: number) => {
      let pieces = [...splitText(text)].map((piece) => [...utf8Bytes(piece)]);
      const pairs: [number, number][] = [];
      for (let id = 256; id < 256 + merges; id++) {
        const counts = new Map<number, number>();
        for (const ids of pieces)
          for (let i = 1; i < ids.length; i++) {
            const key = pairKey(ids[i - 1] as number, ids[i] as number);
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
        const [best] = [...counts].sort(([k, m], [l, n]) => n - m || k - l);
        if (!best) break;
        const [left, right] = [Math.floor(best[0] / 65_536), best[0] % 65_536];
        pairs.push([left, right]);
        pieces = pieces.map((ids) => mergePairs(ids, new Map([[best[0], id]])));
      }
      return pairs;
    };
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom("a", "b", "c", " ", "."), maxLength: 60 }),
        async (text) => {
          const merges = await learn(text, 12);
          expect(merges.map(({ left, right }) => [left, right])).toEqual(slowly(text, 12));
        },
      ),
      { seed: 1 },
    );
  });

  it("ends when no pair is left, stops when it is told to, and refuses odd numbers", async () => {
    for (const short of ["", "a", "a b"])
      expect(await learn(short, 5)).toHaveLength(short === "a b" ? 1 : 0);
    const controller = new AbortController();
    const run = trainBytePairs("x".repeat(500_000), { merges: 100, signal: controller.signal });
    controller.abort(new Error("left"));
    await expect(run.next()).rejects.toThrow("left");
    for (const merges of [-1, 1.5, Number.NaN, 65_280])
      await expect(learn("ab", merges)).rejects.toThrow(`got ${merges} merges`);
  });
});

describe("a byte pair encoding", () => {
  let trained: BytePairEncoding;
  beforeAll(async () => {
    trained = bytePairEncoding(
      await learn("The cat sat on the mat. Ça va, 你好 你好! 🙂🙂 the end", 60),
    );
  });

  it("writes cocoa as co and coa after two merges", async () => {
    const { encode, decode, vocabulary } = bytePairEncoding(await learn("cocoa", 2));
    expect([...encode("cocoa")]).toEqual([256, 257]);
    expect([...encode("coco a oac")]).toEqual([256, 256, 32, 97, 32, 111, 97, 99]);
    expect(decode([257, 256])).toBe("coaco");
    expect(vocabulary).toHaveLength(258);
  });

  it("gives back every text", () => {
    fc.assert(
      fc.property(text, (text) => {
        fc.pre(loneSurrogates(text) === 0);
        expect(trained.decode(trained.encode(text))).toBe(text);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  it("puts U+FFFD where half a pair of surrogates stands alone, and counts them", () => {
    for (const [broken, mended, count] of [
      ["a\uD83D", "a\uFFFD", 1],
      ["\uDE00🙂\uD83D!", "\uFFFD🙂\uFFFD!", 2],
      ["🙂", "🙂", 0],
    ] as const) {
      expect(trained.decode(trained.encode(broken))).toBe(mended);
      expect(loneSurrogates(broken)).toBe(count);
    }
  });

  it("merges in the order of learning, not the longest token first", () => {
    // b+c comes first, so abc is a, bc; the longest match would be ab, c.
    const merges = [
      { left: 98, right: 99 },
      { left: 97, right: 98 },
    ];
    expect([...bytePairEncoding(merges).encode("abc")]).toEqual([97, 256]);
    expect([...bytePairEncoding(merges).encode("abd")]).toEqual([257, 100]);
  });

  it("merges runs from the left, as replacing one pair after another does", () => {
    const order = [
      { left: 97, right: 97 },
      { left: 256, right: 256 },
      { left: 97, right: 98 },
      { left: 257, right: 257 },
    ];
    const pairs = new Map(order.map(({ left, right }, i) => [pairKey(left, right), 256 + i]));
    const oneByOne = (ids: number[]) =>
      [...pairs].reduce((ids, pair) => mergePairs(ids, new Map([pair])), ids);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(97, 97, 97, 98)), (ids) => {
        expect(mergePairs(ids, pairs)).toEqual(oneByOne(ids));
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(mergePairs([97, 97, 97], pairs)).toEqual([256, 97]);
  });

  it("takes a word of 200,000 letters without holding the page for long", async () => {
    const long = "abcab".repeat(40_000);
    const { encode, decode } = bytePairEncoding(await learn(long, 20));
    const started = performance.now();
    expect(decode(encode(long))).toBe(long);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("refuses tokens that do not exist, and merges of them", () => {
    expect(() => trained.decode([5, 9999])).toThrow(
      "decode: token 1 is 9999, but the vocabulary has the ids 0 to",
    );
    expect(() => trained.decode([-1])).toThrow("token 0 is -1");
    expect(() => bytePairEncoding([{ left: 97, right: 256 }])).toThrow(
      "bytePairEncoding: merge 1 takes token 256, but there are only 256 tokens before it",
    );
  });
});

describe("GPT-2's vocabulary", () => {
  let gpt2: BytePairEncoding;
  beforeAll(async () => {
    gpt2 = await gpt2Vocabulary();
  });

  it("has 50,257 tokens, the last of them the end of a text", () => {
    expect(gpt2.vocabulary).toHaveLength(50_257);
    expect(gpt2.decode([50_256])).toBe("<|endoftext|>");
    expect(gpt2.encode("<|endoftext|>")).not.toContain(50_256);
  });

  // From tiktoken's own tests: github.com/openai/tiktoken, tests/test_encoding.py.
  it.each([
    ["hello world", [31373, 995]],
    ["0", [15]],
    ["00", [405]],
    ["000", [830]],
    ["0000", [2388]],
    ["00000", [20483]],
    ["000000", [10535]],
    ["0000000", [24598]],
    ["00000000", [8269]],
    ["000000000", [10535, 830]],
    ["0000000000", [8269, 405]],
    ["00000000000", [8269, 830]],
    ["000000000000", [8269, 2388]],
    ["0000000000000", [8269, 20483]],
    ["00000000000000", [8269, 10535]],
    ["000000000000000", [8269, 24598]],
    ["0000000000000000", [25645]],
    ["00000000000000000", [8269, 10535, 830]],
  ])("writes %j as published", (text, ids) => {
    expect([...gpt2.encode(text)]).toEqual(ids);
  });

  it("agrees with the package's own encoder, and gives back every text", () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.lorem()), (text) => {
        fc.pre(loneSurrogates(text) === 0 && !text.includes("<|"));
        expect([...gpt2.encode(text)]).toEqual(encodeGpt2(text));
        expect(gpt2.decode(gpt2.encode(text))).toBe(text);
      }),
      { seed: 1, numRuns: 400 },
    );
    expect(countTokens("Tokens and embeddings")).toBe(gpt2.encode("Tokens and embeddings").length);
  });
});
