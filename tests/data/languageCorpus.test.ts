import { expect, it } from "vitest";
import { DataError } from "../../lib/data/dataError.js";
import { languageCorpus } from "../../lib/data/languageCorpus.js";

const text = "the penguin reads the page and the page reads 你好 🐧. ".repeat(40);

it("holds out the end, learns merges from the rest alone, and loses nothing", async () => {
  const corpus = await languageCorpus(text + "zqzqzqzqzqzqzq".repeat(12), { merges: 40 });
  const { train, heldOut, tokenizer, characters, texts } = corpus;
  expect(texts.train + texts.heldOut).toBe(text + "zqzqzqzqzqzqzq".repeat(12));
  expect(tokenizer.decode(train)).toBe(texts.train);
  expect(tokenizer.decode(heldOut)).toBe(texts.heldOut);
  expect(characters.heldOut / (characters.train + characters.heldOut)).toBeCloseTo(0.1, 2);
  expect(characters.train).toBe([...texts.train].length);
  expect(tokenizer.vocabulary.length).toBeGreaterThan(270);
  expect(tokenizer.vocabulary.length).toBeLessThanOrEqual(296);
  expect(train.length).toBeLessThan(texts.train.length / 2);
  const known = tokenizer.vocabulary.map((bytes) => new TextDecoder().decode(bytes));
  expect(known).not.toContain("zq"); // stands in the held-out end only
});

it.each(["", "a", "ab".repeat(30)])("says that %j is too short", async (short) => {
  const made = languageCorpus(short, { contextLength: 32 });
  await expect(made).rejects.toThrow(DataError);
  await expect(made).rejects.toThrow(
    /at least 33 tokens; one of them has \d+\. Give a longer text/,
  );
});
