import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Gpt, gpt } from "../../lib/models/gpt.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { adam } from "../../lib/optim/adam.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const small = { vocabSize: 11, contextLength: 8, width: 8, heads: 2, layers: 2 };

const free = ({ parameters }: Gpt) => {
  for (const variable of Object.values(parameters)) variable.dispose();
};

const tokensOf = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");

/** The logits of one sequence, a row for each place. */
async function logitsOf(model: Gpt, row: number[]): Promise<number[][]> {
  const logits = tf.tidy(() => model.forward(tokensOf([row])).data as tf.Tensor2D);
  const rows = await logits.array();
  logits.dispose();
  return rows;
}

describe.each(["cpu", "wasm"] as const)("a GPT on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it("does not let the future change what came before it, bit for bit", async () => {
    const model = gpt(small);
    const [one, other] = [
      await logitsOf(model, [1, 2, 3, 4, 5, 6]),
      await logitsOf(model, [1, 2, 3, 10, 0, 9]),
    ];
    expect(other.slice(0, 3)).toEqual(one.slice(0, 3));
    expect(other[3]).not.toEqual(one[3]);
    free(model);
  });

  it("starts out knowing nothing: its loss is about ln V", async () => {
    const model = gpt({ ...small, vocabSize: 50 });
    const loss = tf.tidy(() => {
      const tokens = tokensOf([
        [3, 14, 15, 9, 26],
        [5, 35, 8, 9, 7],
      ]);
      const labels = tf.tensor1d([1, 4, 9, 16, 25, 36, 49, 0, 2, 8], "int32");
      return softmaxCrossEntropy(model.forward(tokens), labels).data;
    });
    expect(Math.abs(((await loss.data())[0] as number) - Math.log(50))).toBeLessThan(0.05);
    loss.dispose();
    free(model);
  });

  it("computes the same bits for the same seed", async () => {
    const runs = [0, 1].map(async () => {
      const model = gpt(small);
      const optimizer = adam(model.parameters, { learningRate: 0.01 });
      const tokens = tokensOf([[1, 2, 3, 4]]);
      const labels = tf.tensor1d([2, 3, 4, 5], "int32");
      for (let i = 0; i < 3; i++) {
        zeroGrad(model.parameters);
        backward(softmaxCrossEntropy(model.forward(tokens), labels));
        optimizer.step();
      }
      return logitsOf(model, [1, 2, 3, 4]);
    });
    expect(await runs[0]).toEqual(await runs[1]);
  });
});

describe("gpt", () => {
  it("has as many parameters as GPT-2, by the same formula", () => {
    // GPT-2 small: V 50,257, context 1,024, C 768, 12 layers, 124,439,808 numbers. The formula holds for any size.
    const count = ({ V, T, C, L }: Record<"V" | "T" | "C" | "L", number>) =>
      V * C + T * C + L * (12 * C * C + 13 * C) + 2 * C;
    expect(count({ V: 50_257, T: 1024, C: 768, L: 12 })).toBe(124_439_808);
    const model = gpt(small);
    expect(countParameters(model.parameters)).toBe(count({ V: 11, T: 8, C: 8, L: 2 }));
    free(model);
  });

  it.each([
    [{ ...small, width: 9 }, "gpt: got width 9 and 2 heads, want a width they divide"],
    [{ ...small, layers: 0 }, "gpt: got layers 0, want a positive whole number"],
    [{ ...small, vocabSize: 2.5 }, "gpt: got vocabSize 2.5, want a positive whole number"],
  ])("refuses sizes that cannot be: %o", (config, message) => {
    expect(() => gpt(config)).toThrow(message);
  });

  it("refuses a sequence longer than its context", () => {
    const model = gpt({ ...small, contextLength: 3 });
    expect(() => model.forward(tokensOf([[1, 2, 3, 4]]))).toThrow(
      "gpt: tokens have shape [1,4], so T=4, but the context length is 3",
    );
    free(model);
  });
});
