import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { associativeRecall, unboundOptimum } from "../../lib/data/associativeRecall.js";
import { type Recall, type RecallConfig, recall } from "../../lib/models/recall.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { adam } from "../../lib/optim/adam.js";
import { train } from "../../lib/train/train.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const base = { letters: 20, digits: 10, width: 32, mixing: "attention" } satisfies RecallConfig;
const pairs = 8;
const int = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");
const questionOf = (letters: number[], digits: number[], asked: number[]) => ({
  letters: int([letters]),
  digits: int([digits]),
  asked: int([asked]),
});
const free = ({ parameters }: Recall) => {
  for (const variable of Object.values(parameters)) variable.dispose();
};

async function answersOf(model: Recall, letters: number[], digits: number[], asked: number[]) {
  const logits = tf.tidy(
    () => model.forward(questionOf(letters, digits, asked)).logits.data as tf.Tensor2D,
  );
  const rows = await logits.array();
  logits.dispose();
  return rows;
}
const expectSame = (one: number[][], other: number[][]) => {
  for (const [i, value] of one.flat().entries()) expect(other.flat()[i]).toBeCloseTo(value, 4);
};
const furthest = (one: number[][], other: number[][]) =>
  Math.max(...one.flat().map((value, i) => Math.abs(value - (other.flat()[i] as number))));

/** Trains, and gives the share of right answers and the loss on new questions. */
async function learn(config: RecallConfig, steps: number, seed = 1) {
  const model = recall({ ...config, seed });
  const sizes = { letters: config.letters, digits: config.digits, pairs };
  const tensors = (draw: ReturnType<typeof associativeRecall>, B: number) => {
    const { letters, digits, asked, answers } = draw(B);
    const rows = (numbers: Int32Array, N: number) => tf.tensor2d(numbers, [B, N], "int32");
    return {
      letters: rows(letters, pairs),
      digits: rows(digits, pairs),
      asked: rows(asked, 1),
      answers: tf.tensor1d(answers, "int32"),
    };
  };
  const draw = associativeRecall({ ...sizes, seed });
  const loss = () => {
    const x = tensors(draw, 64);
    return softmaxCrossEntropy(model.forward(x).logits, x.answers);
  };
  const optimizer = adam(model.parameters, { learningRate: 0.01 });
  for await (const _ of train({
    parameters: model.parameters,
    loss,
    batches: () => undefined,
    optimizer,
    steps,
    reportEvery: steps,
  }));
  optimizer.dispose();
  const result = tf.tidy(() => {
    const x = tensors(associativeRecall({ ...sizes, seed: 1e6 + seed }), 1000);
    const logits = model.forward(x).logits.data;
    const right = tf.mean(tf.cast(tf.equal(tf.argMax(logits, -1), x.answers), "float32"));
    return tf.stack([right, softmaxCrossEntropy(logits, x.answers).data]);
  });
  const [accuracy, newLoss] = [...(await result.data())] as [number, number];
  result.dispose();
  free(model);
  return { accuracy, loss: newLoss };
}

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  expect((await switchDevice("wasm")).name).toBe("wasm");
});

describe("a model of recall", () => {
  it("gives each question a row of scores and weights that sum to 1 over the pairs", async () => {
    const model = recall(base);
    const { logits, weights } = model.forward(questionOf([3, 1, 2], [0, 9, 4], [1, 3]));
    expect(logits.shape).toEqual([2, 10]);
    expect(weights?.shape).toEqual([1, 1, 2, 3]);
    const sums = await (tf.sum(weights?.data as tf.Tensor, -1) as tf.Tensor).data();
    for (const total of sums) expect(total).toBeCloseTo(1, 5);
    free(model);
  });

  it("does not care for the order of the pairs", async () => {
    for (const mixing of ["attention", "mean"] as const) {
      const model = recall({ ...base, mixing });
      const one = await answersOf(model, [3, 1, 2], [0, 9, 4], [1]);
      expectSame(one, await answersOf(model, [2, 3, 1], [4, 0, 9], [1]));
      free(model);
    }
  });

  it("cannot see which digit stands beside which letter, as a bag or with single tokens; attention over pairs can", async () => {
    const swap = async (config: Partial<RecallConfig>) => {
      const model = recall({ ...base, ...config } as RecallConfig);
      const [one, other] = [
        await answersOf(model, [3, 1], [0, 9], [1]),
        await answersOf(model, [3, 1], [9, 0], [1]),
      ];
      free(model);
      return furthest(one, other);
    };
    expect(await swap({})).toBeGreaterThan(1e-3);
    expect(await swap({ mixing: "mean" })).toBeLessThan(1e-4);
    expect(await swap({ reads: "singles" })).toBeLessThan(1e-4);
  });

  it("hears the question, with either mixing", async () => {
    for (const mixing of ["attention", "mean"] as const) {
      const model = recall({ ...base, mixing });
      const [first, second] = await answersOf(model, [3, 1], [0, 9], [1, 3]);
      expect(furthest([first as number[]], [second as number[]])).toBeGreaterThan(1e-3);
      free(model);
    }
  });

  it("gives the control more parameters, and counts as the formula does", () => {
    const [attention, control] = [recall(base), recall({ ...base, mixing: "mean" })];
    const [C, K, V] = [32, 20, 10];
    expect(countParameters(attention.parameters)).toBe((K + V) * C + 3 * (C * C + C) + C * V + V);
    expect(countParameters(control.parameters)).toBeGreaterThan(
      countParameters(attention.parameters),
    );
    free(attention);
    free(control);
  });

  it("sharpens its weights by the factor it is given", async () => {
    const largest = async (sharpness: number) => {
      const model = recall({ ...base, sharpness });
      const top = tf.tidy(() =>
        tf.max(model.forward(questionOf([3, 1, 2], [0, 9, 4], [1])).weights?.data as tf.Tensor),
      );
      const number = (await top.data())[0] as number;
      top.dispose();
      free(model);
      return number;
    };
    expect(await largest(0)).toBeCloseTo(1 / 3, 5);
    expect(await largest(Math.sqrt(32))).toBeGreaterThan(await largest(1));
  });

  it("sends a gradient to every parameter", () => {
    for (const config of [
      base,
      { ...base, mixing: "mean" },
      { ...base, reads: "singles" },
    ] as RecallConfig[]) {
      const model = recall(config);
      const answers = tf.tensor1d([9], "int32");
      backward(softmaxCrossEntropy(model.forward(questionOf([3, 1], [0, 9], [1])).logits, answers));
      for (const [name, { grad }] of Object.entries(model.parameters))
        expect(grad, name).toBeDefined();
      free(model);
    }
  });

  it("learns with attention over pairs, and nothing beyond the bag's optimum without", {
    timeout: 180_000,
  }, async () => {
    const attention = await learn(base, 200);
    expect(attention.accuracy).toBeGreaterThanOrEqual(0.95);
    const { accuracy, loss } = unboundOptimum(pairs);
    for (const config of [
      { ...base, mixing: "mean" },
      { ...base, reads: "singles" },
    ] as RecallConfig[]) {
      const control = await learn(config, 200);
      expect(control.accuracy).toBeLessThan(
        accuracy + 4 * Math.sqrt((accuracy * (1 - accuracy)) / 1000),
      );
      expect(control.loss).toBeGreaterThan(loss - 0.01);
    }
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await learn(base, 3);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses sizes that cannot be, and tensors that do not fit", () => {
    expect(() => recall({ ...base, width: 0 })).toThrow(
      "recall: got width 0, want a positive whole number",
    );
    const model = recall(base);
    expect(() =>
      model.forward({ letters: int([[1, 2]]), digits: int([[1]]), asked: int([[1]]) }),
    ).toThrow("recall: digits has shape [1,1], so N=1, but N=2 in letters");
    free(model);
  });
});
