import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Gpt, type GptDropout, gpt } from "../../lib/models/gpt.js";
import { heldOutBits } from "../../lib/models/heldOutBits.js";
import { writeTokens } from "../../lib/models/writeTokens.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const config = { vocabSize: 9, contextLength: 6, width: 8, heads: 2, layers: 2, deviation: 0.6 };
let model: Gpt;
let before = 0;

beforeEach(() => {
  before = tf.memory().numTensors;
  model = gpt(config);
});
afterEach(() => {
  for (const parameter of Object.values(model.parameters)) parameter.dispose();
  expect(tf.memory().numTensors - before).toBe(0);
});

/** log₂ probabilities of every next token, at the last place. */
function bitsAfter(context: readonly number[]): number[] {
  return tf.tidy(() => {
    const logits = model.forward(tf.tensor2d([[...context]], undefined, "int32")).data;
    const last = tf.slice(logits, [context.length - 1, 0], [1, -1]);
    return [...tf.logSoftmax(last as tf.Tensor2D).dataSync()].map((nats) => -nats / Math.LN2);
  });
}

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });

  it("heldOutBits is the mean surprise, each token after half a context or more", async () => {
    const text = Int32Array.from({ length: 23 }, (_, i) => (i * i + 3 * i) % 9);
    const bits: number[] = [];
    // Windows of 6 begin at 0, 3, 6, …; of each, the predictions at places 3 to 5 count.
    for (let start = 0; start + 6 < text.length; start += 3) {
      for (const place of [3, 4, 5]) {
        const read = [...text.subarray(start, start + place + 1)];
        bits.push(bitsAfter(read)[text[start + place + 1] as number] as number);
      }
    }
    const wanted = bits.reduce((sum, each) => sum + each, 0) / bits.length;
    for (const rows of [1, 2, 32]) {
      expect(await heldOutBits(model, text, { rows })).toBeCloseTo(wanted, 4);
    }
    await expect(heldOutBits(model, text.subarray(0, 6))).rejects.toThrow("want more than 6");
  });

  it("writeTokens takes the best token each time at temperature 0, beyond the context too", async () => {
    const written: number[] = [];
    const options = { count: 12, temperature: 0, random: random(1) };
    for await (const token of writeTokens(model, [1, 2], options)) written.push(token);
    expect(written).toHaveLength(12);
    const all = [1, 2];
    let read = [1, 2];
    for (const token of written) {
      if (read.length > 6) read = all.slice(-3);
      const bits = bitsAfter(read);
      expect(bits[token]).toBe(Math.min(...bits));
      all.push(token);
      read.push(token);
    }
  });
});

it("writeTokens draws the same from the same seed, and frees all when its loop ends early", async () => {
  const write = async (seed: number) => {
    const written: number[] = [];
    for await (const token of writeTokens(model, [0], { count: 30, random: random(seed) })) {
      written.push(token);
      if (written.length === 20) break;
    }
    return written;
  };
  expect(await write(3)).toEqual(await write(3));
  expect(await write(3)).not.toEqual(await write(4));
  const none = writeTokens(model, [], { count: 1, random: random(1) }).next();
  await expect(none).rejects.toThrow("empty prompt");
});

it("dropout is the same for the same seed, another for another, and off without", () => {
  const tokens = tf.tensor2d([[1, 2, 3, 4]], undefined, "int32");
  const logits = (dropout?: GptDropout) =>
    tf.tidy(() => [...model.forward(tokens, dropout).data.dataSync()]);
  const plain = logits();
  expect(logits({ rate: 0, seed: 5 })).toEqual(plain);
  const dropped = logits({ rate: 0.3, seed: 5 });
  expect(logits({ rate: 0.3, seed: 5 })).toEqual(dropped);
  expect(dropped).not.toEqual(plain);
  expect(logits({ rate: 0.3, seed: 6 })).not.toEqual(dropped);
  tokens.dispose();
});
