import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import golden from "../../data/gpt-golden.json";
import type { Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { fromBlob } from "../../lib/files/byteSource.js";
import { FileError } from "../../lib/files/fileError.js";
import { readSafetensors } from "../../lib/files/readSafetensors.js";
import { type WrittenTensor, writeSafetensors } from "../../lib/files/writeSafetensors.js";
import { type Gpt, gpt } from "../../lib/models/gpt.js";
import { gptCheckpoint, readGptCheckpoint } from "../../lib/models/gptCheckpoint.js";
import { readGptConfig } from "../../lib/models/gptConfigFile.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const config = readGptConfig(JSON.stringify(golden.config));
const fileOf = (base64: string) => new Blob([Buffer.from(base64, "base64")]);
const first = fileOf(golden.cases[0]?.file as string);

const free = ({ parameters }: Gpt) => {
  for (const parameter of Object.values(parameters)) parameter.dispose();
};

async function logitsOf(model: Gpt, rows: number[][]): Promise<number[]> {
  const logits = tf.tidy(() => model.forward(tf.tensor2d(rows, undefined, "int32")).data);
  const numbers = [...(await logits.data())];
  logits.dispose();
  return numbers;
}

function expectClose(actual: number[], wanted: number[]): void {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) {
    expect(Math.abs((actual[i] as number) - value), `logit ${i}`).toBeLessThan(1e-4);
  }
}

/** The first golden's tensors, to be changed and written again. */
async function tensorsOf(file: Blob): Promise<Record<string, WrittenTensor>> {
  const tensors: Record<string, WrittenTensor> = {};
  for await (const { name, shape, values } of readSafetensors(fromBlob(file))) {
    tensors[name] = { shape, values };
  }
  return tensors;
}

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before).toBe(0);
});

describe.each(["cpu", "wasm"] as const)("a checkpoint on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });

  it.each(golden.cases)("has PyTorch's logits: $name", async ({ file, logits }) => {
    const model = await readGptCheckpoint(fromBlob(fileOf(file)), config);
    expectClose(await logitsOf(model, golden.tokens), logits);
    free(model);
  });

  it.each([8, 20, 36])("has the same numbers in blocks of %i bytes", async (blockBytes) => {
    for (const { file, logits } of golden.cases) {
      const model = await readGptCheckpoint(fromBlob(fileOf(file)), config, { blockBytes });
      expectClose(await logitsOf(model, golden.tokens), logits);
      free(model);
    }
  });

  it("goes out and comes back bit for bit", async () => {
    const model = gpt({ ...config, seed: 9 });
    const files = await gptCheckpoint(model);
    const again = await readGptCheckpoint(
      fromBlob(new Blob(files["model.safetensors"])),
      readGptConfig(files["config.json"]),
    );
    expect(Object.keys(again.parameters)).toEqual(Object.keys(model.parameters));
    for (const [name, { data }] of Object.entries(model.parameters)) {
      const { data: same } = again.parameters[name] as Variable;
      expect([...(await same.data())], name).toEqual([...(await data.data())]);
    }
    free(model);
    free(again);
  });
});

describe("a checkpoint", () => {
  beforeAll(() => switchDevice("cpu"));

  it("that we export gives our logits in PyTorch", async () => {
    const model = gpt({
      vocabSize: 13,
      contextLength: 6,
      width: 8,
      heads: 2,
      layers: 2,
      seed: 5,
    }); // as tests/golden/exportGpt.ts
    const file = Buffer.concat((await gptCheckpoint(model))["model.safetensors"]);
    // The very file that PyTorch loaded.
    expect(createHash("sha256").update(file).digest("hex")).toBe(golden.exported.sha256);
    expectClose(await logitsOf(model, golden.exported.tokens), golden.exported.logits);
    free(model);
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    const onProgress = ({ bytes, size }: { bytes: number; size: number }) =>
      seen.push(bytes / size);
    free(await readGptCheckpoint(fromBlob(first), config, { onProgress }));
    expect(seen.length).toBeGreaterThan(20);
    expect(seen.at(-1)).toBe(1);
  });

  type Tensors = Record<string, WrittenTensor>;
  const one = { shape: [1], values: Float32Array.of(0) };
  const without = (tensors: Tensors, start: string) =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(start)));
  const spoilt: [string, (tensors: Tensors) => Tensors][] = [
    ["lacks the tensor “ln_f.bias”", (t) => without(t, "ln_f.bias")],
    [
      "lacks 12 tensors of this model: “h.1.ln_1.weight”, “h.1.ln_1.bias”, “h.1.attn.c_attn.weight” and 9 more",
      (t) => without(t, "h.1."),
    ],
    ["has a tensor “h.2.ln_1.bias”, which a GPT-2 of", (t) => ({ ...t, "h.2.ln_1.bias": one })],
    ["has a tensor “toString”", (t) => ({ ...t, toString: one }) as unknown as Tensors],
    [
      "“ln_f.bias” has the shape [1]; this configuration wants [12]",
      (t) => ({ ...t, "ln_f.bias": one }),
    ],
    [
      "has the tensor “wte.weight” twice, with and without the prefix",
      (t) => ({ ...t, "transformer.wte.weight": t["wte.weight"] as WrittenTensor }),
    ],
  ];
  it.each(spoilt)("says “%s”", async (sentence, spoil) => {
    const file = new Blob(writeSafetensors(spoil(await tensorsOf(first))));
    await expect(readGptCheckpoint(fromBlob(file), config)).rejects.toThrow(sentence);
  });

  it("that is cut off leaves nothing behind", async () => {
    const half = first.slice(0, first.size - 100);
    await expect(readGptCheckpoint(fromBlob(half), config)).rejects.toThrow("It was cut off");
    await expect(readGptCheckpoint(fromBlob(half), config)).rejects.toThrow(FileError);
  });
});

describe("config.json", () => {
  const gpt2 = { n_embd: 768, n_head: 12, n_layer: 12, n_positions: 1024, vocab_size: 50257 };

  it("of GPT-2 is understood, with the old name of the context length too", () => {
    const sizes = { vocabSize: 50257, contextLength: 1024, width: 768, heads: 12, layers: 12 };
    expect(readGptConfig(JSON.stringify(gpt2))).toEqual(sizes);
    const { n_positions: n_ctx, ...rest } = gpt2;
    expect(readGptConfig(JSON.stringify({ ...rest, n_ctx }))).toEqual(sizes);
  });

  const refused: [string, object | string][] = [
    ["is not the JSON that describes a model", "{"],
    ["is not the JSON that describes a model", "[1]"],
    [
      'says model_type: “"llama"”. This page runs models with model_type: "gpt2"',
      { ...gpt2, model_type: "llama" },
    ],
    ['says activation_function: “"relu"”', { ...gpt2, activation_function: "relu" }],
    ["says layer_norm_epsilon: “0.000001”", { ...gpt2, layer_norm_epsilon: 1e-6 }],
    ["says n_inner: “100”. This page runs models with n_inner: 3072", { ...gpt2, n_inner: 100 }],
    ["should give n_layer as a whole number from 1, and gives “2.5”", { ...gpt2, n_layer: 2.5 }],
    ["should give n_layer as a whole number from 1, and gives “0”", { ...gpt2, n_layer: 0 }],
    [
      "should give vocab_size as a whole number from 1, and gives none",
      { ...gpt2, vocab_size: undefined },
    ],
    ["gives a width of 768 and 7 heads", { ...gpt2, n_head: 7 }],
    ["describes about 12,426 million parameters", { ...gpt2, n_embd: 7680, n_layer: 17 }],
  ];
  it.each(refused)("says “%s”", (sentence, file) => {
    const text = typeof file === "string" ? file : JSON.stringify(file);
    expect(() => readGptConfig(text)).toThrow(sentence);
    expect(() => readGptConfig(text)).toThrow(FileError);
  });
});
