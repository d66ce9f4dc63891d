import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import { reshape } from "../../lib/autograd/reshape.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Transformer, transformer } from "../../lib/models/transformer.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import {
  expectTransformer,
  freeTransformer,
  goldenTransformer,
  tokensOf,
  transformerCases,
} from "./transformerGolden.js";

const small = {
  sourceVocabSize: 7,
  targetVocabSize: 5,
  width: 6,
  heads: 2,
  layers: 1,
  contextLength: 8,
};
type Case = (typeof transformerCases)[number];

/** The logits of one sentence, place by place. */
async function logitsOf({ encode, decode }: Transformer, source: number[], target: number[]) {
  const logits = tf.tidy(() => decode(encode(tokensOf([source])), tokensOf([target])).logits.data);
  const [rows] = (await logits.array()) as number[][][];
  logits.dispose();
  return rows as number[][];
}

describe.each(["cpu", "wasm"] as const)("an encoder–decoder on %s", (device) => {
  let before = 0;
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0);
  });

  it.each(transformerCases)("agrees with PyTorch's layers, $norm", async (golden) => {
    await expectTransformer(golden, 1e-5);
  });

  it("never reads what it has yet to write, bit for bit", async () => {
    const model = goldenTransformer(transformerCases[0] as Case);
    const one = await logitsOf(model, [1, 2, 3], [1, 2, 3, 4, 0]);
    const other = await logitsOf(model, [1, 2, 3], [1, 2, 4, 1, 3]);
    expect(other.slice(0, 2)).toEqual(one.slice(0, 2));
    expect(other[2]).not.toEqual(one[2]);
    freeTransformer(model);
  });

  it("reads all of the source, and nothing that only fills it up", async () => {
    const model = goldenTransformer(transformerCases[0] as Case);
    const one = await logitsOf(model, [1, 2, 3], [1, 2]);
    const filled = await logitsOf(model, [1, 2, 3, 0, 0], [1, 2]);
    const other = await logitsOf(model, [1, 2, 4], [1, 2]);
    for (const [t, row] of one.entries())
      for (const [v, value] of row.entries())
        expect(Math.abs((filled[t]?.[v] as number) - value)).toBeLessThan(1e-5);
    expect(other[0]).not.toEqual(one[0]);
    freeTransformer(model);
  });

  it("has defined logits and gradients where all of a source only fills up", async () => {
    const model = goldenTransformer(transformerCases[0] as Case);
    const loss = tf.tidy(() => {
      const { logits } = model.decode(model.encode(tokensOf([[0, 0]])), tokensOf([[1, 2]]));
      const value = softmaxCrossEntropy(reshape(logits, [2, 5]), tf.tensor1d([1, 2], "int32"));
      backward(value);
      return value.data;
    });
    expect((await loss.data())[0]).toBeGreaterThan(0);
    for (const [name, { grad }] of Object.entries(model.parameters)) {
      expect([...(await (grad as tf.Tensor).data())].every(Number.isFinite), name).toBe(true);
    }
    loss.dispose();
    freeTransformer(model);
  });
});

describe("an encoder–decoder", () => {
  beforeAll(() => switchDevice("cpu"));

  it("has The Annotated Transformer's number of parameters for the copy task", () => {
    const model = transformer({
      sourceVocabSize: 11,
      targetVocabSize: 11,
      width: 64,
      heads: 4,
      layers: 2,
      contextLength: 10,
    });
    expect(countParameters(model.parameters)).toBe(235_851);
    freeTransformer(model);
  });

  it("starts out with the same weights for the same seed, and others for another", async () => {
    const numbers = async (seed: number) => {
      const model = transformer({ ...small, seed });
      const read = await Promise.all(
        Object.values(model.parameters).map(async ({ data }) => [...(await data.data())]),
      );
      freeTransformer(model);
      return read;
    };
    expect(await numbers(3)).toEqual(await numbers(3));
    expect(await numbers(4)).not.toEqual(await numbers(3));
  });

  it("drops only while it trains, by the seed", async () => {
    const model = transformer(small);
    const logits = async (noise?: { rate: number; seed: number }) => {
      const read = tf.tidy(() => {
        const memory = model.encode(tokensOf([[1, 2, 3]]), noise);
        return model.decode(memory, tokensOf([[1, 2]]), noise).logits.data;
      });
      const numbers = [...(await read.data())];
      read.dispose();
      return numbers;
    };
    const plain = await logits();
    expect(await logits({ rate: 0, seed: 1 })).toEqual(plain);
    const noisy = await logits({ rate: 0.3, seed: 1 });
    expect(noisy).not.toEqual(plain);
    expect(await logits({ rate: 0.3, seed: 1 })).toEqual(noisy);
    expect(await logits({ rate: 0.3, seed: 2 })).not.toEqual(noisy);
    freeTransformer(model);
  });

  it("shows every attention: rows that sum to 1, over the right axes", async () => {
    const model = goldenTransformer(transformerCases[0] as Case);
    const maps = tf.tidy(() => {
      const memory = model.encode(tokensOf([[1, 2, 3, 0]]));
      const { attentions } = model.decode(memory, tokensOf([[1, 2]]));
      const all = [...memory.attentions, ...attentions];
      return all
        .flatMap(({ self, cross }) => [self, ...(cross ? [cross] : [])])
        .map(({ weights }) => weights.data);
    });
    expect(maps.map(({ shape }) => shape.slice(2))).toEqual([
      [4, 4], [4, 4], // the encoder's two layers
      [2, 2], [2, 4], [2, 2], [2, 4], // the decoder's two, each with a cross-attention
    ]); // biome-ignore format: a layer a line
    for (const map of maps) {
      const sums = tf.tidy(() => tf.sum(map, -1).dataSync());
      for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
    }
    const toPadding = tf.tidy(() =>
      tf.slice(maps[3] as tf.Tensor, [0, 0, 0, 3], [1, 2, 2, 1]).dataSync(),
    );
    expect([...toPadding]).toEqual([0, 0, 0, 0]);
    tf.dispose(maps);
    freeTransformer(model);
  });

  it.each<[string, object]>([
    ["transformer: got width 0, want a positive whole number", { width: 0 }],
    ["transformer: got layers 1.5, want a positive whole number", { layers: 1.5 }],
    ["transformer: got hidden -1, want a positive whole number", { hidden: -1 }],
    ["transformer: got width 6 and 4 heads, want a width they divide", { heads: 4 }],
  ])("says “%s”", (message, change) => {
    expect(() => transformer({ ...small, ...change })).toThrow(message);
  });

  it("refuses a sequence longer than its context", () => {
    const model = transformer(small);
    tf.tidy(() => {
      expect(() => model.encode(tokensOf([[1, 2, 3, 4, 5, 6, 1, 2, 3]]))).toThrow(
        "transformer: tokens have shape [1,9], so 9 in a row, but the context length is 8",
      );
    });
    freeTransformer(model);
  });
});
