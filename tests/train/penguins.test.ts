import { execFileSync } from "node:child_process";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { describe, expect, it } from "vitest";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { majorityBaseline } from "../../lib/data/baseline.js";
import { type PenguinRow, readPenguins } from "../../lib/data/penguins.js";
import { split } from "../../lib/data/split.js";
import { fitScale, standardize } from "../../lib/data/standardize.js";
import { mlp } from "../../lib/models/mlp.js";
import { sgd } from "../../lib/optim/sgd.js";
import { evaluate } from "../../lib/train/evaluate.js";
import { predict } from "../../lib/train/predict.js";
import { train } from "../../lib/train/train.js";

const loaded = execFileSync(process.execPath, ["--import", "tsx", "data/penguins.json.ts"], {
  encoding: "utf8",
});
const { features, labels, classes, featureNames } = readPenguins(
  JSON.parse(loaded) as PenguinRow[],
);
const width = featureNames.length;

describe.each(["cpu", "wasm"])("an MLP 4-16-3 on the penguins on %s", (backend) => {
  it.each([1, 2, 3])("tells held-out birds apart in time with seed %i", async (seed) => {
    expect(await tf.setBackend(backend)).toBe(true);
    const before = tf.memory().numTensors;
    const { training, heldOut } = split(labels, { seed });
    const scaled = standardize(features, fitScale(features, width, training));
    const rows = (part: Int32Array) =>
      tf.tensor2d([...part].map((row) => scaled.slice(row * width, (row + 1) * width)) as never);
    const actual = (part: Int32Array) => part.map((row) => labels[row] as number);
    const [x, y] = [rows(training), tf.tensor1d(actual(training), "int32")];
    const heldOutX = rows(heldOut);
    const model = mlp({ inputs: width, hidden: [16], outputs: 3, activation: "tanh", seed });
    const { parameters } = model;

    let loss = Infinity;
    const start = process.cpuUsage();
    for await (const progress of train({
      parameters,
      loss: () => softmaxCrossEntropy(model.forward(x), y),
      batches: () => undefined,
      optimizer: sgd(parameters, { learningRate: 0.5 }),
      steps: 150,
      reportEvery: 10,
    })) {
      loss = progress.loss;
    }
    const { user, system } = process.cpuUsage(start); // microseconds; other programs do not count
    const predicted = await predict(model.forward, heldOutX);
    const { accuracy } = evaluate(predicted, actual(heldOut), classes.length);
    const baseline = majorityBaseline(actual(training), actual(heldOut));
    expect(accuracy).toBeGreaterThanOrEqual(0.97);
    expect(baseline.accuracy).toBeLessThan(0.5);
    expect((user + system) / 1e6).toBeLessThan(10);
    expect(loss).toBeLessThan(0.05);

    tf.dispose([x, y, heldOutX]);
    for (const variable of Object.values(parameters)) variable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
