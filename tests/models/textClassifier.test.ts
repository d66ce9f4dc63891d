import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { type Gpt, gpt } from "../../lib/models/gpt.js";
import { aboveFrozen, copyStages, stageOf } from "../../lib/models/gptStages.js";
import { textClassifier } from "../../lib/models/textClassifier.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const small = { vocabSize: 11, contextLength: 8, width: 8, heads: 2, layers: 2 };
const tokensOf = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
const free = ({ parameters }: Pick<Gpt, "parameters">) => {
  for (const variable of Object.values(parameters)) variable.dispose();
};

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await switchDevice("wasm");
});

describe("the states of a GPT", () => {
  it("are L + 2, and the logits are read from the last", async () => {
    const model = gpt(small);
    const [states, logits, again] = tf.tidy(() => {
      const tokens = tokensOf([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const states = model.states(tokens).map(({ data }) => data);
      const table = model.parameters["wte.weight"]?.data as tf.Tensor2D;
      const read = tf.matMul(tf.reshape(states.at(-1) as tf.Tensor, [6, 8]), table, false, true);
      return [states, model.forward(tokens).data, read] as const;
    });
    expect(states.map(({ shape }) => shape)).toEqual(Array(4).fill([2, 3, 8]));
    expect([...(await logits.data())]).toEqual([...(await again.data())]);
    tf.dispose([states, logits, again]);
    free(model);
  });

  it("are the same numbers when some are frozen", async () => {
    const model = gpt(small);
    const read = async (frozen: number) => {
      const last = tf.tidy(() => model.states(tokensOf([[1, 2, 3]]), { frozen }).at(-1)?.data);
      const numbers = [...(await (last as tf.Tensor).data())];
      last?.dispose();
      return numbers;
    };
    const whole = await read(0);
    for (const frozen of [1, 2, 3, 4]) expect(await read(frozen)).toEqual(whole);
    free(model);
  });

  it("refuse to freeze what is not there", () => {
    const model = gpt(small);
    const states = (frozen: number) =>
      tf.tidy(() => void model.states(tokensOf([[1]]), { frozen }));
    expect(() => states(5)).toThrow("gpt: got 5 frozen states, want a whole number to 4");
    expect(() => states(0.5)).toThrow("got 0.5 frozen");
    free(model);
  });

  it("start larger where the first weights are scaled", async () => {
    const [usual, scaled] = [gpt(small), gpt(small, { tokens: 10, positions: 2, matrices: 5 })];
    const ratio = async (name: string) => {
      const [a, b] = [usual, scaled].map(({ parameters }) => parameters[name]?.data as tf.Tensor);
      const [x, y] = [await (a as tf.Tensor).data(), await (b as tf.Tensor).data()];
      return (y[3] as number) / (x[3] as number);
    };
    expect(await ratio("wte.weight")).toBeCloseTo(10, 4);
    expect(await ratio("wpe.weight")).toBeCloseTo(2, 4);
    expect(await ratio("h.0.attn.c_attn.weight")).toBeCloseTo(5, 4);
    expect(await ratio("h.1.mlp.c_proj.weight")).toBeCloseTo(5, 4);
    free(usual);
    free(scaled);
  });
});

describe("the stages", () => {
  it("are told by name, also above nine blocks", () => {
    const names = ["wte.weight", "wpe.weight", "h.0.ln_1.bias", "h.1.x", "h.10.x", "ln_f.bias"];
    expect(names.map((name) => stageOf(name, 12))).toEqual([0, 0, 1, 2, 11, 13]);
    expect(stageOf("head.weight", 12)).toBe(14);
  });

  it("are copied from below, and the others stay", async () => {
    const [from, to] = [gpt({ ...small, seed: 1 }), gpt({ ...small, seed: 2 })];
    const equal = async (name: string) => {
      const [a, b] = [from, to].map(({ parameters }) => parameters[name]?.data as tf.Tensor);
      return `${await (a as tf.Tensor).data()}` === `${await (b as tf.Tensor).data()}`;
    };
    copyStages(from, to, 2);
    expect(await equal("wte.weight")).toBe(true);
    expect(await equal("h.0.mlp.c_fc.weight")).toBe(true);
    expect(await equal("h.1.mlp.c_fc.weight")).toBe(false);
    copyStages(from, to);
    expect(await equal("h.1.mlp.c_fc.weight")).toBe(true);
    free(from); // the copy has its own numbers
    expect((await to.parameters["wte.weight"]?.data.data())?.length).toBe(88);
    free(to);
  });

  it("refuse to copy between sizes", () => {
    const [from, to] = [gpt(small), gpt({ ...small, layers: 1 })];
    expect(() => copyStages(from, to)).toThrow(
      "copyStages: got a GPT of sizes 11, 8, 8, 2, 2 to copy to one of 11, 8, 8, 2, 1",
    );
    free(from);
    free(to);
  });
});

describe("a text classifier", () => {
  it("reads the last place, which has seen the whole text", async () => {
    const classifier = textClassifier(gpt(small), { classes: 3 });
    const logits = tf.tidy(() => {
      const rows = [
        [1, 2, 3],
        [9, 2, 3],
        [1, 2, 4],
      ];
      return classifier.forward(tokensOf(rows)).data as tf.Tensor2D;
    });
    const rows = await logits.array();
    expect(logits.shape).toEqual([3, 3]);
    expect(rows[1]).not.toEqual(rows[0]); // the first word is heard
    expect(rows[2]).not.toEqual(rows[0]);
    logits.dispose();
    free(classifier);
  });

  it("leaves what is frozen without a gradient, and everything freed", () => {
    for (const frozen of [0, 1, 2, 3, 4]) {
      const before = tf.memory().numTensors;
      const classifier = textClassifier(gpt(small), { classes: 2 });
      tf.tidy(() => {
        const logits = classifier.forward(tokensOf([[1, 2, 3]]), { frozen });
        backward(softmaxCrossEntropy(logits, tf.tensor1d([1], "int32")));
      });
      const trained = aboveFrozen(classifier.parameters, { frozen, layers: 2 });
      // The places after the text's end have no gradient, but their table has.
      for (const [name, { grad }] of Object.entries(classifier.parameters))
        expect(grad !== undefined, `${frozen}: ${name}`).toBe(name in trained);
      zeroGrad(classifier.parameters);
      free(classifier);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it("refuses a single class", () => {
    const model = gpt(small);
    expect(() => textClassifier(model, { classes: 1 })).toThrow(
      "textClassifier: got 1 classes, want a whole number above 1",
    );
    free(model);
  });
});
