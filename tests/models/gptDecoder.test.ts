import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Gpt, gpt } from "../../lib/models/gpt.js";
import { gptCounts } from "../../lib/models/gptCounts.js";
import { gptDecoder } from "../../lib/models/gptDecoder.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const config = { vocabSize: 17, contextLength: 12, width: 12, heads: 3, layers: 3 };

/** A model whose weights are large enough to make its logits differ. */
function model(): Gpt {
  const made = gpt(config);
  const stream = random(8);
  for (const parameter of Object.values(made.parameters)) {
    const numbers = Float32Array.from({ length: parameter.data.size }, () => 0.5 * stream.normal());
    parameter.assign(tf.tensor(numbers, parameter.shape));
  }
  return made;
}

const free = ({ parameters }: Gpt) => {
  for (const parameter of Object.values(parameters)) parameter.dispose();
};
const rows = [
  [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
  [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5],
];
const columns = (from: number, to: number) =>
  tf.tensor2d(rows.map((row) => row.slice(from, to)), undefined, "int32"); // biome-ignore format: one line

/** What the whole forward pass says after each place, `[T][B·V]`. */
async function wholeLogits({ forward }: Gpt): Promise<number[][]> {
  const logits = tf.tidy(() => tf.reshape(forward(columns(0, 12)).data, [2, 12, 17]));
  const [one, other] = (await logits.array()) as [number[][], number[][]];
  logits.dispose();
  return one.map((row, t) => [...row, ...(other[t] as number[])]);
}

function expectClose(actual: number[], wanted: number[] | undefined): void {
  expect(actual).toHaveLength(wanted?.length as number);
  for (const [i, value] of (wanted as number[]).entries()) {
    expect(Math.abs((actual[i] as number) - value)).toBeLessThan(
      1e-4 * Math.max(1, Math.abs(value)),
    );
  }
}

describe.each(["cpu", "wasm"] as const)("a decoder on %s", (device) => {
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

  it.each([
    ["token by token", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
    ["all at once", [12]],
    ["a prompt, a piece, then single tokens", [5, 8, 9, 10, 11, 12]],
  ])("gives the whole forward pass's logits: %s", async (_, ends) => {
    const made = model();
    const wanted = await wholeLogits(made);
    const decoder = gptDecoder(made);
    let from = 0;
    for (const to of ends) {
      const tokens = columns(from, to);
      const logits = decoder.read(tokens);
      expect(logits.shape).toEqual([2, 17]);
      expectClose([...(await logits.data())], wanted[to - 1]);
      tf.dispose([tokens, logits]);
      from = to;
      expect(decoder.length).toBe(to);
      expect(decoder.bytes).toBe(2 * gptCounts(config, to).cacheBytes); // two sequences
    }
    decoder.reset();
    free(made);
  });

  it("starts anew after a reset", async () => {
    const made = model();
    const decoder = gptDecoder(made);
    const read = async (from: number, to: number) => {
      const tokens = columns(from, to);
      const logits = decoder.read(tokens);
      const numbers = [...(await logits.data())];
      tf.dispose([tokens, logits]);
      return numbers;
    };
    const first = await read(0, 4);
    await read(4, 6);
    decoder.reset();
    expect([decoder.length, decoder.bytes]).toEqual([0, 0]);
    expect(await read(0, 4)).toEqual(first);
    decoder.reset();
    free(made);
  });

  it("keeps no more tensors over 30 tokens than its cache", async () => {
    const made = model();
    const decoder = gptDecoder(made);
    const start = tf.memory().numTensors;
    for (let i = 0; i < 30; i++) {
      if (i % 10 === 0) decoder.reset();
      const tokens = columns(i % 10, (i % 10) + 1);
      tf.dispose([decoder.read(tokens), tokens]);
      expect(tf.memory().numTensors - start).toBe(2 * config.layers);
    }
    decoder.reset();
    free(made);
  });

  it("refuses too long a sequence or another batch, and still knows what it has read", async () => {
    const made = model();
    const wanted = await wholeLogits(made);
    const decoder = gptDecoder(made);
    const [ten, three, single, last] = [columns(0, 10), columns(9, 12), tf.tensor2d([[1]], [1, 1], "int32"), columns(10, 12)]; // biome-ignore format: one line
    decoder.read(ten).dispose();
    expect(() => decoder.read(three)).toThrow(
      "gptDecoder: 10 tokens and 3 more are 13, but the context length is 12",
    );
    expect(() => decoder.read(single)).toThrow(
      "gptDecoder: tokens have shape [1,1], so B=1, but it has read B=2 sequences so far",
    );
    const logits = decoder.read(last);
    expectClose([...(await logits.data())], wanted[11]);
    decoder.reset();
    tf.dispose([ten, three, single, last, logits]);
    free(made);
  });
});
