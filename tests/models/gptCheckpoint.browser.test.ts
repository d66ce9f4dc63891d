import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import golden from "../../data/gpt-golden.json";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { fromBlob } from "../../lib/files/byteSource.js";
import { readGptCheckpoint } from "../../lib/models/gptCheckpoint.js";
import { readGptConfig } from "../../lib/models/gptConfigFile.js";

const config = readGptConfig(JSON.stringify(golden.config));
const { file, logits } = golden.cases[0] as (typeof golden.cases)[number];

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

it.each(["webgpu", "webgl"] as const)(
  "a checkpoint that comes in blocks has PyTorch's logits on %s",
  async (name) => {
    expect((await openDevice(name)).name).toBe(name);
    const before = tf.memory().numTensors;
    const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0));
    for (const blockBytes of [36, undefined]) {
      const model = await readGptCheckpoint(fromBlob(new Blob([bytes])), config, { blockBytes });
      const scores = tf.tidy(
        () => model.forward(tf.tensor2d(golden.tokens, undefined, "int32")).data,
      );
      const numbers = await scores.data();
      expect(numbers).toHaveLength(logits.length);
      for (const [i, wanted] of logits.entries()) {
        expect(Math.abs((numbers[i] as number) - wanted), `logit ${i}`).toBeLessThan(1e-4);
      }
      tf.dispose([scores, ...Object.values(model.parameters).map(({ data }) => data)]);
    }
    expect(tf.memory().numTensors).toBe(before);
  },
);
