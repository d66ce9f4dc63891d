import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import type { BytePairEncoding } from "../../lib/data/bytePairEncoding.js";
import type { LearntMerge } from "../../lib/data/trainBytePairs.js";
import { inRepository } from "../../lib/site/paths.js";
import { createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/embeddings");
const prose = execFileSync(process.execPath, ["--import", "tsx", "data/prose.json.ts"], {
  encoding: "utf8",
});

/** What the page's files hold, as `FileAttachment` gives it. */
const openFile = (name: string) => ({
  json: async () =>
    JSON.parse(
      name.endsWith("/prose.json")
        ? prose
        : readFileSync(inRepository(`lessons/theory/${name}`), "utf8"),
    ),
});

/** A page on which cells may run, and the promise that ends it. */
function openPage() {
  let end = () => {};
  const invalidation = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names: Names = new Map<string, unknown>([
    ["FileAttachment", openFile],
    ["invalidation", invalidation],
  ]);
  const run = (id: string) => runCell(lesson, lesson.cells.get(id)?.source ?? "", names);
  const close = async () => {
    end();
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return { names, run, invalidation, close };
}

/** Runs a generator to its end. */
async function lastOf<T>(values: AsyncGenerator<T>): Promise<T> {
  let last: T | undefined;
  for await (const value of values) last = value;
  return last as T;
}

interface WordRun {
  seed: number;
  invalidation: Promise<void>;
  control?: ReturnType<typeof createControl>;
}
type LearnWords = (
  corpus: unknown,
  run: WordRun,
) => AsyncGenerator<{ step: number; done: boolean; rows: { numbers: Float32Array } }>;

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
});

describe("the tokenizer of the course's prose", () => {
  it("learns common words, shortens the text, reads back exactly, and needs bytes for Chinese", async () => {
    const page = openPage();
    const { prose } = (await page.run("prose")) as { prose: { text: string } };
    const { learnMerges } = (await page.run("learn-merges")) as {
      learnMerges: (text: string, most: number) => AsyncGenerator<LearntMerge[]>;
    };
    const merges = await lastOf(learnMerges(prose.text, 512));
    page.names.set("merges", merges);
    page.names.set("trainingText", prose.text);
    expect(merges).toHaveLength(512);
    const { bpe, isExact } = (await page.run("bpe")) as { bpe: BytePairEncoding; isExact: boolean };
    expect(isExact).toBe(true);
    const { shorterSentence } = await page.run("shorter-sentence");
    const [, bytesPerToken] = /([\d.]+) bytes a token/.exec(String(shorterSentence)) ?? [];
    expect(Number(bytesPerToken)).toBeGreaterThan(2.2);
    expect(bpe.encode(" the")).toHaveLength(1);
    await page.run("foreign");
    expect(await page.run("foreign-option")).toEqual({ foreignOption: 3 });
    page.names.set("sentence", "The gradient learns gradients.");
    const { sentenceStates } = (await page.run("sentence-states")) as {
      sentenceStates: { ids: number[] }[];
    };
    expect(sentenceStates.at(-1)?.ids).toEqual([...bpe.encode("The gradient learns gradients.")]);
    await page.close();
  });
});

describe("words of the village, on WebAssembly", () => {
  it("find neighbours of their own class for every seed, where random rows do not", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    await page.run("over-word-seeds");
    const run = page.names.get("overWordSeeds") as (
      seeds: number[],
      invalidation: Promise<void>,
    ) => AsyncGenerator<Record<string, number[]>>;
    const shares = await lastOf(run([1, 2, 3, 4, 5], page.invalidation));
    const [learnt = [], counts = [], chance = []] = Object.values(shares);
    expect(Object.keys(shares)[1]).toBe("counts, 47 numbers");
    for (const share of learnt) expect(share).toBeGreaterThanOrEqual(0.95);
    for (const share of counts) expect(share).toBeGreaterThanOrEqual(0.95);
    for (const share of chance) expect(share).toBeLessThan(0.25);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stop when they are told to, and free everything then too", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { learnWords } = (await page.run("learn-words")) as { learnWords: LearnWords };
    const { corpusOf } = (await page.run("corpus-of")) as {
      corpusOf: (choice: object, seed: number, own?: string) => unknown;
    };
    const corpus = corpusOf({ source: "the village", count: 300 }, 1);
    const control = createControl();
    control.start();
    const run = learnWords(corpus, { seed: 1, control, invalidation: page.invalidation });
    await run.next();
    control.stop();
    const rest = await lastOf(run);
    expect(rest?.step ?? 0).toBeLessThan(60);
    const lone = corpusOf({ source: "your text" }, 1, "one");
    const nothing = learnWords(lone, { seed: 1, invalidation: page.invalidation });
    await expect(nothing.next()).rejects.toThrow("No two words stand side by side in this text");
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("have no use for the order of their ids", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { named, renamed, misled } = (await page.run("shuffled")) as Record<string, number>;
    expect(renamed).toBeCloseTo(named as number, 5);
    expect(misled).toBeGreaterThan((named as number) + 0.5);
    expect(await page.run("shuffled-option")).toMatchObject({ shuffledOption: 2 });
    const { idPrecision } = (await page.run("id-precision")) as { idPrecision: number };
    expect(idPrecision).toBeLessThan(0.3);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("places", () => {
  it("that are computed depend on the distance alone; learnt ones do not quite", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    await page.run("profiles");
    const profiles = page.names.get("profiles") as {
      name: string;
      means: number[];
      spread: number;
    }[];
    const share = Object.fromEntries(
      profiles.map(({ name, means, spread }) => [name, spread / Math.abs(means[0] as number)]),
    );
    expect(share.sinusoids).toBeLessThan(1e-5);
    expect(share.rotary).toBeLessThan(1e-5);
    expect(share.learnt).toBeGreaterThan(0.05);
    const learnt = profiles.find(({ name }) => name === "learnt")?.means ?? [];
    expect(learnt[1]).toBeGreaterThan((learnt[12] as number) + 0.2 * (learnt[0] as number));
    const { shiftedOption, drift } = (await page.run("shifted-option")) as Record<string, number>;
    expect(shiftedOption).toBe(3);
    expect(drift).toBeLessThan(1e-3);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the paper's claim, in small", () => {
  it("holds: words are unknown, byte pairs never", async () => {
    const page = openPage();
    await page.run("claim-test");
    const unknownShare = page.names.get("unknownShare") as (
      seed: number,
    ) => Promise<{ words: number; bpe: number; perPiece: number }>;
    for (const seed of [1, 2]) {
      const { words, bpe, perPiece } = await unknownShare(seed);
      expect(words).toBeGreaterThan(0.1);
      expect(bpe).toBe(0);
      expect(perPiece).toBeGreaterThan(1);
      expect(perPiece).toBeLessThan(2.2);
    }
    await page.close();
  });
});

describe("the broken runs", () => {
  it("come back exactly with other ids, where the longest token is taken", async () => {
    const page = openPage();
    await page.run("greedy");
    const longestFirst = page.names.get("longestFirst") as (piece: string) => number[];
    const small = page.names.get("small") as BytePairEncoding;
    const pieces = ["gradient", " weights", " neurons", " themselves", " another", " whether"];
    expect(pieces.map((piece) => small.decode(longestFirst(piece)))).toEqual(pieces);
    const words = (page.names.get("prose") as { text: string }).text.match(/ \p{L}+/gu) ?? [];
    const other = words.filter((word) => `${longestFirst(word)}` !== `${small.encode(word)}`);
    expect(other.length).toBeGreaterThan(10);
    await page.close();
  });

  it("leave one with the right targets, between a loss near zero and a higher one", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    page.names.set("suspectsWanted", 1); // the button was pressed
    await page.run("suspect-runs");
    const ordered = page.names.get("ordered") as { name: string; end: number }[];
    expect(ordered.map(({ name }) => name)).toEqual(["B", "C", "A"]);
    expect(page.names.get("suspectOption")).toBe(2);
    expect(ordered[0]?.end).toBeLessThan(0.3);
    const { hits } = (await page.run("suspect-verdict")) as {
      hits: { name: string; next: number; same: number }[];
    };
    const of = (name: string) => hits.find((each) => each.name === name);
    expect(of("C")?.next).toBeGreaterThanOrEqual(4);
    expect(of("B")?.same).toBe(5);
    expect(of("A")?.next).toBeLessThanOrEqual(2);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the page's other tensor cells", () => {
  it("agree with paper and with PyTorch, and free what they made", async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { both, sameNumbers, sameGradient } = (await page.run("both-ways")) as {
      both: number[][][];
      sameNumbers: boolean;
      sameGradient: boolean;
    };
    expect(both[0]).toEqual([
      [2, -1],
      [2, -1],
      [1, 0],
    ]);
    expect(both[2]).toEqual([
      [2, 0],
      [8, -4],
      [0, 0],
    ]);
    expect({ sameNumbers, sameGradient }).toEqual({ sameNumbers: true, sameGradient: true });
    page.names.set("gpt2", undefined);
    await page.run("golden-rows");
    const agreements = page.names.get("agreements") as { error: number; tolerance: number }[];
    expect(agreements).toHaveLength(11);
    for (const { error, tolerance } of agreements) expect(error).toBeLessThanOrEqual(tolerance);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});
