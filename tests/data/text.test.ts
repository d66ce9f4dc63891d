import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charTokenizer } from "../../lib/data/charTokenizer.js";
import { courseProse, type LessonProse } from "../../lib/data/courseProse.js";
import { limits } from "../../lib/data/limits.js";
import { markdownProse } from "../../lib/data/markdownProse.js";
import { ownText, ownTextFile } from "../../lib/data/ownText.js";
import { splitText } from "../../lib/data/splitText.js";
import { textBatches } from "../../lib/data/textBatches.js";
import { utf8Bytes, utf8Text } from "../../lib/data/utf8.js";

describe("bytes", () => {
  it("are one to four for a character", () => {
    expect([...utf8Bytes("aé€🙂")]).toEqual([
      97, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x99, 0x82,
    ]);
    expect(utf8Text(utf8Bytes("\uFEFFa\0"))).toBe("\uFEFFa\0");
    expect(utf8Text(Uint8Array.of(0xe2, 0x82))).toBe("\uFFFD");
  });
});

describe("GPT-2's pattern", () => {
  it("keeps the space before a word, endings apart, and the last space of many with the word", () => {
    expect([...splitText("I've 2 cats,  they're  \n here")]).toEqual([
      "I",
      "'ve",
      " 2",
      " cats",
      ",",
      " ",
      " they",
      "'re",
      "  \n",
      " here",
    ]);
  });

  it("loses nothing of any text, broken ones included", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            "a",
            "1",
            " ",
            "\n",
            ".",
            "'",
            "s",
            "é",
            "🙂",
            "\uD83D",
            "\uDE00",
            "\0",
          ),
        }),
        (text) => {
          expect([...splitText(text)].join("")).toBe(text);
        },
      ),
      { seed: 1 },
    );
  });
});

describe("a tokenizer of characters", () => {
  const { vocabulary, encode, decode } = charTokenizer("cocoa 🙂");

  it("has one token for each, in order, and gives the text back", () => {
    expect(vocabulary).toEqual([" ", "a", "c", "o", "🙂"]);
    expect([...encode("coco🙂")]).toEqual([2, 3, 2, 3, 4]);
    expect(decode(encode("a cocoa"))).toBe("a cocoa");
  });

  it("names a character that it has not seen, and an id that is no token", () => {
    expect(() => encode("cat")).toThrow("The character “t” (U+0074) is not in the vocabulary");
    expect(() => decode([0, 5])).toThrow("token 1 is 5, but the vocabulary has the ids 0 to 4");
  });
});

describe("windows of a text", () => {
  const ids = Int32Array.from({ length: 30 }, (_, i) => 100 + i);
  const first = (seed: number, ids_ = ids) =>
    textBatches(ids_, { size: 4, contextLength: 5, seed }).next().value;

  it("are runs of the text, one token longer than what is read", () => {
    const { tokens, shape } = first(1);
    expect(shape).toEqual([4, 6]);
    for (let row = 0; row < 4; row++)
      for (let t = 1; t < 6; t++)
        expect(tokens[row * 6 + t]).toBe((tokens[row * 6 + t - 1] as number) + 1);
  });

  it("reach the first and the last token, and follow the seed", () => {
    const seen = new Set<number>();
    const stream = textBatches(ids, { size: 4, contextLength: 5, seed: 3 });
    for (let i = 0; i < 100; i++) for (const id of stream.next().value.tokens) seen.add(id);
    expect(seen.size).toBe(30);
    expect(first(1)).toEqual(first(1));
    expect(first(1)).not.toEqual(first(2));
    expect([...first(1, ids.slice(0, 6)).tokens.slice(0, 6)]).toEqual([...ids.slice(0, 6)]);
  });

  it("refuse a text that is too short, in words, and odd sizes", () => {
    expect(() => first(1, ids.slice(0, 5))).toThrow(
      "The text has 5 tokens, but a model with this context needs at least 6.",
    );
    for (const size of [0, -1, 1.5])
      expect(() => textBatches(ids, { size, contextLength: 5, seed: 1 })).toThrow(
        `size is ${size}`,
      );
    expect(() => textBatches(ids, { size: 1, contextLength: 0, seed: 1 })).toThrow(
      "contextLength is 0",
    );
  });
});

describe("a reader's own text", () => {
  const file = (...parts: BlobPart[]) => new Blob(parts);

  it("is taken as it is, in any script", async () => {
    for (const text of ["a", "שלום", "🙂", "a\0b", " "])
      expect(await ownText(text)).toEqual({ text, notes: [] });
    expect(await ownTextFile(file("مرحبا"))).toEqual({ text: "مرحبا", notes: [] });
  });

  it("is cut where it is long, never inside a character, and says so", async () => {
    const most = limits.textCharacters;
    const long = await ownText(`${"x".repeat(most - 1)}🙂🙂`);
    expect(long.text).toBe("x".repeat(most - 1));
    expect(long.notes).toEqual([
      `The text is long (100,003 characters); its first ${(most - 1).toLocaleString("en")} characters are used.`,
    ]);
    expect((await ownText("x".repeat(most))).notes).toEqual([]);
    for (const shift of [0, 1, 2, 3]) {
      const big = await ownTextFile(file("x".repeat(shift), "🙂".repeat(12_500_000)));
      expect(big.text.length).toBeLessThanOrEqual(most);
      expect(big.text).not.toMatch(/\p{Surrogate}|\uFFFD/u);
      expect(big.notes[0]).toMatch(
        /^The text is long \(50(\.1)? MB\); its first (100,000|99,999) characters are used\.$/,
      );
    }
  });

  it("is refused in words where it is empty, binary or of another encoding", async () => {
    await expect(ownText("")).rejects.toThrow("The text is empty.");
    await expect(ownTextFile(file())).rejects.toThrow("The text is empty.");
    await expect(ownTextFile(file("a zero \0 in a text"))).rejects.toThrow(
      "This does not look like text",
    );
    await expect(ownTextFile(file(Uint8Array.of(0x89, 0x50, 0x4e, 0x47)))).rejects.toThrow(
      "does not look like text",
    );
    await expect(ownTextFile(file(Uint8Array.of(0xe9, 0x20)))).rejects.toThrow(
      "not stored as UTF-8",
    );
    await expect(ownTextFile(file(Uint8Array.of(0xff, 0xfe, 0x61, 0)))).rejects.toThrow("UTF-16");
  });

  it("says how many characters are halves", async () => {
    expect((await ownText("a\uD83Db\uDE00")).notes[0]).toMatch(/^2 characters are half of a pair/);
  });
});

describe("the course's prose", () => {
  const prose = (...lines: string[]) => markdownProse(lines.join("\n"));

  it("is what a reader would read aloud", () => {
    const text = prose(
      "---", "title: x", "---", "", "# A *title*", "", '<p class="lede">One <em>sentence</em>.</p>', "",
      "```ts echo id=x", "const hidden = 1;", "```", "", "It costs ${f({ a: `${1}` })} euros. A [link](https://x.y) stays, **bold** too.", "",
      "The weight $w$ and `scale` are names. The sum $a + b$ is not. Neither is `f(x)`.", "",
      "$$", "hidden = 1", "$$", "", "- first", "- second", "", "| a | b |", "", "```quiz id=q", "Why is it so?", "- [x] because :: It must be.", "- [ ] not", "```",
      "", "2 &lt; 3 and 3 * 4 * 5, snake_case_name.",
    ); // biome-ignore format: a page
    expect(text.split("\n\n")).toEqual([
      "A title", "One sentence.", "A link stays, bold too.", "The weight w and scale are names.", "first", "second", "Why is it so?", "because", "It must be.", "not", "2 < 3 and 3 * 4 * 5, snake_case_name.",
    ]); // biome-ignore format: a page
  });

  it("of the lessons holds words and no code", () => {
    const output = execFileSync(process.execPath, ["--import", "tsx", "data/prose.json.ts"], {
      encoding: "utf8",
    });
    const lessons: LessonProse[] = JSON.parse(output);
    const { text, paragraphs } = courseProse(lessons);
    expect(lessons[0]?.path).toBe("/theory/backpropagation");
    expect(text).toContain(
      "Backpropagation\n\nHow a network learns, in one sweep back from its loss",
    );
    expect(text.length).toBeGreaterThan(15_000);
    expect(paragraphs.join("\n\n")).toBe(text);
    expect(text).not.toMatch(/\$\{|```|<\/|class=|=>|\\frac|\uFFFC|\]\(/);
    expect(
      text.match(
        /[^\p{L}\p{N}\s.,;:!?'"“”‘’()–—…\-/&%+*=×¹₁-₉°§→[\]←⁻ₜ·²√≤∞αβεγ�ₖ^|$<>~#@_{}]/gu,
      ) ?? [],
    ).toEqual([]);
  });
});
