import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type AttentionOnly, attentionOnly } from "../../lib/models/attentionOnly.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { selfAttention } from "../../lib/nn/selfAttention.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const small = { vocabSize: 7, contextLength: 6, width: 8, heads: 2, layers: 2 };
const rows = [
  [1, 2, 3, 1, 2],
  [6, 0, 5, 4, 6],
];
const tokensOf = (numbers: number[][]) => tf.tensor2d(numbers, undefined, "int32");
const free = ({ parameters }: AttentionOnly) => {
  for (const each of Object.values(parameters)) each.dispose();
};
type Forward = (tokens: tf.Tensor2D) => Variable;
/** The numbers that a forward pass gives; everything on the way is freed. */
async function read(forward: Forward, numbers = rows): Promise<number[]> {
  const logits = tf.tidy(() => forward(tokensOf(numbers)).data);
  const values = [...(await logits.data())];
  logits.dispose();
  return values;
}
const expectNear = (actual: number[], wanted: number[]) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, n] of wanted.entries()) expect(actual[i]).toBeCloseTo(n, 5);
};

describe.each(["cpu", "wasm"] as const)("an attention-only model on %s", (device) => {
  let before = 0;
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0);
  });

  it("gives the same logits fast and step by step, with heads on and off", async () => {
    const model = attentionOnly(small);
    for (const off of [
      [],
      [{ layer: 0, head: 1 }],
      [
        { layer: 1, head: 0 },
        { layer: 0, head: 0 },
      ],
    ]) {
      // biome-ignore format: one line
      const fast = await read((tokens) => model.forward(tokens, { off }));
      expectNear(await read((tokens) => model.look(tokens, { off }).logits), fast);
    }
    free(model);
  });

  it("lets something else attend", async () => {
    const model = attentionOnly(small);
    const seen: number[][] = [];
    const attend = (qkv: Variable, heads: number) => {
      seen.push([...qkv.shape, heads]);
      return selfAttention(qkv, { heads, causal: false });
    };
    const open = await read((tokens) => model.forward(tokens, { attend }));
    expect(seen).toEqual([
      [2, 5, 24, 2],
      [2, 5, 24, 2],
    ]);
    expect(open).not.toEqual(await read(model.forward));
    free(model);
  });

  it("shows weights of every layer: rows that sum to 1 and see no future", async () => {
    const model = attentionOnly(small);
    const weights = tf.tidy(() => model.look(tokensOf(rows)).weights.map(({ data }) => data));
    expect(weights.map(({ shape }) => shape)).toEqual([
      [2, 2, 5, 5],
      [2, 2, 5, 5],
    ]);
    for (const each of weights) {
      for (const row of ((await each.array()) as number[][][][]).flat(2)) {
        expect(row).toHaveLength(5);
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      }
      const [[[first]]] = (await each.array()) as [[[number[]]]];
      expect(first).toEqual([1, 0, 0, 0, 0]);
    }
    tf.dispose(weights);
    free(model);
  });

  it("does not let the future change what came before it, bit for bit", async () => {
    const model = attentionOnly(small);
    const [one, other] = [
      await read(model.forward, [[1, 2, 3, 4, 5]]),
      await read(model.forward, [[1, 2, 3, 6, 0]]),
    ];
    const V = small.vocabSize;
    expect(other.slice(0, 3 * V)).toEqual(one.slice(0, 3 * V));
    expect(other.slice(3 * V, 4 * V)).not.toEqual(one.slice(3 * V, 4 * V));
    free(model);
  });

  it("silences exactly the head that is off: its values no longer matter, the others' do", async () => {
    const model = attentionOnly(small);
    const off = [{ layer: 0, head: 1 }];
    const deaf = (tokens: tf.Tensor2D) => model.forward(tokens, { off });
    const [whole, silenced] = [await read(model.forward), await read(deaf)];
    expect(silenced).not.toEqual(whole);
    const change = async (head: number, layer = 0) => {
      const weight = model.parameters[`layers.${layer}.value.weight`] as Variable; // columns 4 to 7 are head 1's
      const columns = Array.from({ length: 8 }, (_, c) => (Math.floor(c / 4) === head ? -2 : 1));
      weight.assign(tf.tidy(() => tf.mul(weight.data, columns)));
    };
    await change(1);
    expect(await read(deaf)).toEqual(silenced);
    expect(await read(model.forward)).not.toEqual(whole);
    await change(0);
    const changed = await read(deaf);
    expect(changed).not.toEqual(silenced);
    await change(1, 1); // the head of the same number in the other layer
    expect(await read(deaf)).not.toEqual(changed);
    free(model);
  });

  it("gives a gradient to every parameter, and none to the rows of a head that is off", async () => {
    const model = attentionOnly(small);
    const labels = tf.tensor1d(rows.flat(), "int32");
    const learn = (off: { layer: number; head: number }[]) =>
      tf.tidy(() => backward(softmaxCrossEntropy(model.forward(tokensOf(rows), { off }), labels)));
    learn([]);
    for (const [name, { grad }] of Object.entries(model.parameters)) {
      const largest = Math.max(...(await (grad as tf.Tensor).data()).map(Math.abs));
      if (name.endsWith("key.bias"))
        expect(largest).toBeLessThan(1e-6); // it shifts a row of scores, which softmax ignores
      else expect(largest, name).toBeGreaterThan(0);
    }
    zeroGrad(model.parameters);
    learn([{ layer: 1, head: 0 }]);
    const grad = model.parameters["layers.1.output.weight"]?.grad as tf.Tensor;
    const numbers = [...(await grad.data())];
    expect(numbers.slice(0, 32).every((n) => n === 0)).toBe(true);
    expect(numbers.slice(32).some((n) => n !== 0)).toBe(true);
    labels.dispose();
    free(model);
  });

  it("is the same for the same seed, and another for another", async () => {
    const logits = [];
    for (const seed of [1, 1, 2]) {
      const model = attentionOnly({ ...small, seed });
      logits.push(await read(model.forward));
      free(model);
    }
    expect(logits[1]).toEqual(logits[0]);
    expect(logits[2]).not.toEqual(logits[0]);
  });
});

describe("attentionOnly", () => {
  it("starts with matrices of standard deviation 1/√C, and biases of zero", async () => {
    const model = attentionOnly({ ...small, vocabSize: 100, width: 64 });
    for (const [name, { data }] of Object.entries(model.parameters)) {
      const numbers = [...(await data.data())];
      const deviation = Math.sqrt(numbers.reduce((sum, n) => sum + n * n, 0) / numbers.length);
      if (name.endsWith("bias")) expect(deviation, name).toBe(0);
      else expect(Math.abs(8 * deviation - 1), name).toBeLessThan(0.15);
    }
    free(model);
  });

  it("has as many parameters whatever the number of heads", () => {
    const { vocabSize: V, contextLength: T, width: C, layers: L } = small;
    const count = 2 * V * C + V + T * C + L * 4 * (C * C + C);
    for (const heads of [1, 2, 4, 8]) {
      const model = attentionOnly({ ...small, heads });
      expect(countParameters(model.parameters)).toBe(count);
      free(model);
    }
  });

  it.each([
    [{ width: 9 }, "attentionOnly: got width 9 and 2 heads, want a width they divide"],
    [{ layers: 0 }, "attentionOnly: got layers 0, want a positive whole number"],
    [{ heads: 1.5 }, "attentionOnly: got heads 1.5, want a positive whole number"],
  ])("refuses sizes that cannot be: %o", (change, message) => {
    expect(() => attentionOnly({ ...small, ...change })).toThrow(message);
  });

  it("refuses heads that it does not have, and sequences longer than its context", () => {
    const model = attentionOnly({ ...small, contextLength: 3 });
    expect(() => model.forward(tokensOf([[1, 2, 3, 4]]))).toThrow(
      "attentionOnly: tokens have shape [1,4], so T=4, but the context length is 3",
    );
    for (const address of [
      { layer: 2, head: 0 },
      { layer: 0, head: 2 },
      { layer: 0, head: -1 },
    ]) {
      // biome-ignore format: one line
      expect(() => model.forward(tokensOf([[1, 2]]), { off: [address] })).toThrow(
        `attentionOnly: got head ${address.head} of layer ${address.layer} to switch off, want heads 0 to 1 of layers 0 to 1`,
      );
    }
    free(model);
  });
});
