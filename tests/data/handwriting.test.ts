import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { ParameterSet } from "../../lib/autograd/parameterSet.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import type { Variable } from "../../lib/autograd/tensor.js";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { batches } from "../../lib/data/batches.js";
import { type HandwrittenImages, handwriting } from "../../lib/data/handwriting.js";
import { strokeModels, writtenCharacters } from "../../lib/data/strokeModels.js";
import { cnn } from "../../lib/models/cnn.js";
import { mlp } from "../../lib/models/mlp.js";
import { adam } from "../../lib/optim/adam.js";
import { evaluate } from "../../lib/train/evaluate.js";
import { predict } from "../../lib/train/predict.js";
import { train } from "../../lib/train/train.js";
import { wasmFolder } from "../compute/wasmFolder.js";

const digits = (writers: "training" | "test", seed = 1) => handwriting({ writers, seed });
const inkOf = (images: Float32Array, i: number) => images.subarray(784 * i, 784 * (i + 1));

describe("handwriting", () => {
  it("has models of the ten digits and the 26 capitals, inside their square", () => {
    expect(writtenCharacters.join("")).toBe("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    for (const character of writtenCharacters) {
      const numbers = strokeModels(character).flat(3) as unknown as number[];
      expect(numbers.every((n) => n >= 0 && n <= 104)).toBe(true);
    }
  });

  it("draws the same pictures again, and others with another seed or for other writers", () => {
    const first = digits("training").draw(20);
    expect(digits("training").draw(20)).toEqual(first);
    expect(digits("training", 2).draw(20).images).not.toEqual(first.images);
    expect(digits("test").draw(20).images).not.toEqual(first.images);
    const twice = digits("training");
    twice.draw(20);
    expect(twice.draw(20).images).not.toEqual(first.images);
  });

  it("draws in slices what it draws at once, with a turn for the page in between", async () => {
    let turns = 0;
    const clock = setInterval(() => turns++, 1);
    const sliced = await digits("training").drawInSlices(600);
    clearInterval(clock);
    expect(sliced).toEqual(digits("training").draw(600));
    expect(turns).toBeGreaterThan(2);
  });

  it("stops between slices when asked to", async () => {
    const drawing = digits("training").drawInSlices(1e6, { signal: AbortSignal.timeout(60) });
    await expect(drawing).rejects.toThrow(/timeout/);
  });

  it("lets nobody write for both parts, and balances the classes", () => {
    const [training, test] = [digits("training").draw(1005), digits("test").draw(1005)];
    expect(training.writers.every((person) => person % 2 === 0)).toBe(true);
    expect(test.writers.every((person) => person % 2 === 1)).toBe(true);
    expect(new Set(training.writers).size).toBeGreaterThan(500);
    const counts = new Array(10).fill(0);
    for (const label of training.labels) counts[label]++;
    expect(Math.max(...counts) - Math.min(...counts)).toBe(1);
  });

  it("draws ink from 0 to 1, centred, inside the picture, for every character", () => {
    fc.assert(
      fc.property(fc.constantFrom(...writtenCharacters), fc.integer(), (characters, seed) => {
        const { images } = handwriting({ characters, writers: "test", seed }).draw(3);
        for (let i = 0; i < 3; i++) {
          const ink = inkOf(images, i);
          const mass = ink.reduce((sum, v) => sum + v);
          const centre = [(p: number) => p % 28, (p: number) => Math.floor(p / 28)].map(
            (of) => ink.reduce((sum, v, p) => sum + v * of(p), 0) / mass,
          );
          expect(mass).toBeGreaterThan(10);
          expect(mass).toBeLessThan(300);
          expect(Math.max(...ink)).toBeLessThanOrEqual(1);
          expect(Math.max(...ink)).toBeGreaterThan(0.6);
          for (const at of centre) expect(Math.abs(at - 13.5)).toBeLessThan(4);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("refuses what it cannot write", () => {
    const make = (characters: string, writers = "training") =>
      handwriting({ characters, writers: writers as "training", seed: 1 });
    expect(() => make("")).toThrow("handwriting: got no characters, want at least 1");
    expect(() => make("0120")).toThrow('handwriting: got "0120", want each character once');
    expect(() => make("0é")).toThrow('strokeModels: got the character "é", want one of 0123');
    expect(() => make("01", "all")).toThrow(
      'handwriting: got writers "all", want "training" or "test"',
    );
    for (const count of [0, -1, 2.5, Number.NaN]) {
      expect(() => make("01").draw(count)).toThrow(
        `handwriting: got ${count} pictures to draw, want a positive whole number`,
      );
    }
  });
});

interface Model {
  parameters: ParameterSet & Record<string, Variable>;
  forward(x: tf.Tensor): Variable;
}

/** Test accuracy after training on 4,000 pictures. */
async function accuracyOf(model: Model, shape: number[], steps: number, rate: number) {
  const [training, test] = [digits("training").draw(4000), digits("test").draw(1000)];
  const tensorOf = ({ images, labels }: HandwrittenImages) =>
    tf.tensor(images, [labels.length, ...shape]);
  const [x, y] = [tensorOf(training), tf.tensor1d(training.labels, "int32")];
  const rows = Int32Array.from({ length: 4000 }, (_, i) => i);
  const run = train({
    parameters: model.parameters,
    batches: batches(rows, { size: 64, seed: 1 }),
    loss: (batch) => {
      const chosen = tf.tensor1d(batch, "int32");
      return softmaxCrossEntropy(model.forward(tf.gather(x, chosen)), tf.gather(y, chosen));
    },
    optimizer: adam(model.parameters),
    schedule: (step) => rate * (1 - (step - 1) / steps),
    steps,
  });
  for await (const _ of run);
  const seen = tensorOf(test);
  const { accuracy } = evaluate(await predict(model.forward, seen), test.labels, 10);
  tf.dispose([x, y, seen]);
  for (const variable of Object.values(model.parameters)) variable.dispose();
  return accuracy;
}

describe("how hard the digits are, for writers never seen", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await openDevice("wasm");
  });

  it("a linear model stays below 93 %, however well it is fitted", async () => {
    const linear = mlp({ inputs: 784, hidden: [], outputs: 10 });
    const accuracy = await accuracyOf(linear, [784], 1000, 0.003);
    expect(accuracy).toBeGreaterThan(0.85); // else the labels would be wrong
    expect(accuracy).toBeLessThan(0.93);
  }, 120_000);

  it("a small convolutional network passes 98 %", async () => {
    const network = cnn({ size: 28, filters: [8, 16], outputs: 10 });
    expect(await accuracyOf(network, [28, 28, 1], 700, 0.005)).toBeGreaterThan(0.98);
  }, 240_000);
});
