import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, freeGraph, zeroGrad } from "../../lib/autograd/backward.js";
import { checkTensorGradients } from "../../lib/autograd/checkTensorGradients.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { type DeepMlp, type DeepMlpConfig, deepMlp } from "../../lib/models/deepMlp.js";
import { countParameters } from "../../lib/nn/countParameters.js";
import { freeAll } from "../nn/freeAll.js";

const small: DeepMlpConfig = { inputs: 3, width: 6, blocks: 4, outputs: 2, kind: "residual" };
const kinds = ["plain", "residual", "normed"] as const;
const free = ({ parameters }: DeepMlp) => freeAll(parameters);
const x = () => tf.randomNormal([5, 3], 0, 1, "float32", 1);

async function streamOf(model: DeepMlp): Promise<number[][]> {
  const rows = x();
  const states = model.stream(rows);
  const numbers = await Promise.all(states.map(async ({ data }) => [...(await data.data())]));
  freeGraph(states.at(-1) as (typeof states)[number]);
  rows.dispose();
  return numbers;
}

beforeAll(() => switchDevice("cpu"));

describe("deepMlp", () => {
  it.each([
    // 2x, then h + last(relu(3h + 1)) with last = -1, then 10 of it
    ["residual", [1, -1], [10 * (2 - 7), 10 * (-2 - 0)]],
    // relu(2x), then relu(-relu(3h + 1)), which is never above 0
    ["plain", [1, -1], [0, 0]],
  ] as const)("computes what one block computes by hand: %s", async (kind, inputs, wanted) => {
    const { numTensors } = tf.memory();
    const one = { inputs: 1, width: 1, blocks: 1, outputs: 1, endScale: 1 };
    const model = deepMlp({ ...one, kind });
    const set = (name: string, w: number) =>
      model.parameters[name]?.assign(tf.tensor(w, name.endsWith("weight") ? [1, 1] : [1]));
    set("input.weight", 2);
    set("blocks.0.first.weight", 3);
    set("blocks.0.first.bias", 1);
    set("blocks.0.last.weight", -1);
    set("output.weight", 10);
    const x = tf.tensor2d([...inputs], [2, 1]);
    const y = model.forward(x);
    expect([...(await y.data.data())]).toEqual(wanted);
    freeGraph(y);
    x.dispose();
    free(model);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("has the identity in every block when their last layers start at 0, bit for bit", async () => {
    for (const kind of ["residual", "normed"] as const) {
      const model = deepMlp({ ...small, kind, endScale: 0 });
      const states = await streamOf(model);
      expect(states).toHaveLength(5);
      for (const state of states) expect(state).toEqual(states[0]);
      free(model);
    }
  });

  it("is as large plain as it is residual, and has the same first weights but for their scale", async () => {
    const [plain, residual, normed] = kinds.map((kind) => deepMlp({ ...small, kind })) as [
      DeepMlp,
      DeepMlp,
      DeepMlp,
    ];
    const count = 4 * 6 + 4 * 2 * (6 * 6 + 6) + 7 * 2;
    expect(countParameters(plain.parameters)).toBe(count);
    expect(countParameters(residual.parameters)).toBe(count);
    expect(countParameters(normed.parameters)).toBe(count + 5 * 2 * 6);
    const last = async ({ parameters }: DeepMlp) =>
      (await parameters["blocks.3.last.weight"]?.data.data())?.[0] as number;
    expect((await last(residual)) / (await last(plain))).toBeCloseTo(0.5, 6); // 1 / √4
    for (const model of [plain, residual, normed]) free(model);
  });

  it.each(kinds)("has gradients that agree with nudging: %s", async (kind) => {
    const model = deepMlp({ ...small, blocks: 2, kind });
    const rows = x();
    const labels = tf.tensor1d([0, 1, 1, 0, 1], "int32");
    const loss = () => softmaxCrossEntropy(model.forward(rows), labels);
    // relu has a kink: a short step keeps most numbers on one side of it
    const checks = await checkTensorGradients(loss, model.parameters, { h: 1e-3, samples: 3 });
    for (const { error, sentence } of checks) expect(error, sentence).toBeLessThan(0.2); // float32 and a kink; a bug is off by about 1
    freeAll(rows, labels);
    free(model);
  });

  it.each(kinds)("leaves no tensor behind over 50 steps: %s", (kind) => {
    const model = deepMlp({ ...small, kind });
    const rows = x();
    const labels = tf.tensor1d([0, 1, 1, 0, 1], "int32");
    const { numTensors } = tf.memory();
    for (let i = 0; i < 50; i++) {
      const loss = softmaxCrossEntropy(model.forward(rows), labels);
      backward(loss);
      zeroGrad(model.parameters);
      loss.dispose();
    }
    expect(tf.memory().numTensors).toBe(numTensors);
    freeAll(rows, labels);
    free(model);
  });

  it.each([
    [{ blocks: 0 }, "deepMlp: got blocks 0, want a positive whole number"],
    [{ width: 1.5 }, "deepMlp: got width 1.5, want a positive whole number"],
    [{ endScale: Number.NaN }, "deepMlp: got endScale NaN, want a finite number"],
  ])("refuses %o", (change, says) => {
    expect(() => deepMlp({ ...small, ...change })).toThrow(says);
  });
});
