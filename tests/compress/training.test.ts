import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { findTicket } from "../../lib/compress/findTicket.js";
import { keepMasked } from "../../lib/compress/keepMasked.js";
import { magnitudeMasks } from "../../lib/compress/magnitudeMasks.js";
import { countKept } from "../../lib/compress/masks.js";
import { putWeights, readWeights } from "../../lib/compress/parameterWeights.js";
import { sensitivityScan } from "../../lib/compress/sensitivityScan.js";
import { openDevice } from "../../lib/compute/device.js";
import { type Mlp, mlp } from "../../lib/models/mlp.js";
import { adam } from "../../lib/optim/adam.js";
import { train } from "../../lib/train/train.js";

beforeAll(() => openDevice("cpu"));

const make = () => mlp({ inputs: 4, hidden: [6], outputs: 3, seed: 2 });
const names = ["layers.0.weight", "layers.1.weight"];
const free = ({ parameters }: Mlp) => {
  for (const variable of Object.values(parameters)) variable.dispose();
};
const x = () => tf.tensor2d([1, 2, 3, 4, -1, 0, 2, 1], [2, 4]);
const steps = async (model: Mlp, optimizer: ReturnType<typeof keepMasked>, count: number) => {
  const run = train({
    parameters: model.parameters,
    batches: () => x(),
    loss: (batch) => softmaxCrossEntropy(model.forward(batch), tf.tensor1d([0, 2], "int32")),
    optimizer,
    steps: count,
  });
  for await (const _ of run);
};

describe("keepMasked", () => {
  it("holds pruned weights at 0 through training, while the others move; nothing is left behind", async () => {
    const { numTensors } = tf.memory();
    const model = make();
    const before = await readWeights(model.parameters, names);
    const masks = magnitudeMasks(before, { sparsity: 0.5, scope: "global" });
    const optimizer = keepMasked(model.parameters, adam(model.parameters, { learningRate: 0.01 }));
    await steps(model, optimizer, 3); // momentum that would move pruned weights
    optimizer.prune(masks);
    await steps(model, optimizer, 3);
    expect(optimizer.learningRate).toBe(0.01);
    const after = await readWeights(model.parameters, names);
    for (const name of names) {
      for (const [i, keep] of (masks[name] as Uint8Array).entries()) {
        if (!keep) expect(Math.abs(after[name]?.values[i] as number)).toBe(0);
      }
    }
    const moved = names.flatMap((name) =>
      [...(after[name]?.values ?? [])].filter(
        (v, i) => masks[name]?.[i] && v !== before[name]?.values[i],
      ),
    );
    expect(moved.length).toBeGreaterThan(10);
    optimizer.dispose();
    free(model);
    expect(tf.memory().numTensors).toBe(numTensors + 6); // the batches of `x`, which are the caller's
  });

  it("refuses masks of other parameters or sizes, and holds what it held", () => {
    const model = make();
    const optimizer = keepMasked(model.parameters, adam(model.parameters));
    expect(() => optimizer.prune({ v: Uint8Array.of(1) })).toThrow(
      'keepMasked: got a mask for "v", want one of layers.0.weight, layers.0.bias, layers.1.weight, layers.1.bias',
    );
    expect(() => optimizer.prune({ "layers.0.weight": Uint8Array.of(1) })).toThrow(
      "keepMasked: the mask of layers.0.weight has 1 places, want 24",
    );
    optimizer.dispose();
    free(model);
  });
});

describe("sensitivityScan", () => {
  it("prunes one layer at a time, and puts back what it took", async () => {
    const model = make();
    const before = await readWeights(model.parameters);
    const { numTensors } = tf.memory();
    const zeros = async () => {
      const now = await readWeights(model.parameters, names);
      return names.map((name) => [...(now[name]?.values ?? [])].filter((v) => v === 0).length);
    };
    const seen: number[][] = [];
    const judge = async () => seen.push(await zeros());
    const points = [];
    for await (const point of sensitivityScan(model.parameters, {
      names,
      sparsities: [0, 0.5, 1],
      judge,
    }))
      points.push(point);
    expect(seen).toEqual([
      [0, 0],
      [12, 0],
      [24, 0],
      [0, 0],
      [0, 9],
      [0, 18],
    ]);
    expect(points[4]).toEqual({ name: "layers.1.weight", sparsity: 0.5, quality: 5 });
    expect(await readWeights(model.parameters)).toEqual(before);
    expect(tf.memory().numTensors).toBe(numTensors);
    free(model);
  });

  it("puts the weights back when the judge fails or the reader stops", async () => {
    const model = make();
    const before = await readWeights(model.parameters);
    const scan = (judge: () => Promise<number>) =>
      sensitivityScan(model.parameters, { names, sparsities: [1], judge });
    await expect(scan(() => Promise.reject(new Error("no"))).next()).rejects.toThrow("no");
    expect(await readWeights(model.parameters)).toEqual(before);
    for await (const _ of scan(async () => 1)) break;
    expect(await readWeights(model.parameters)).toEqual(before);
    const missing = sensitivityScan(model.parameters, {
      names: ["w"],
      sparsities: [1],
      judge: async () => 1,
    });
    await expect(missing.next()).rejects.toThrow(
      'readWeights: got the name "w", want one of layers.0.weight',
    );
    free(model);
  });
});

describe("findTicket", () => {
  it("gives what stays the numbers it began with, and prunes by what training made of them", async () => {
    const model = make();
    const start = await readWeights(model.parameters);
    const rounds = [];
    const begun: number[][] = [];
    const train = async () => {
      const now = await readWeights(model.parameters, names);
      begun.push([
        ...(now["layers.0.weight"]?.values ?? []),
        ...(now["layers.1.weight"]?.values ?? []),
      ]);
      // "Training" turns the order of the sizes around: what was smallest becomes largest.
      const turned = Object.entries(now).map(
        ([name, { shape, values }]) =>
          [name, { shape, values: values.map((v) => (v === 0 ? 0 : 1 / v)) }] as const,
      );
      putWeights(model.parameters, Object.fromEntries(turned));
    };
    for await (const round of findTicket(model.parameters, { names, rate: 0.5, rounds: 2, train }))
      rounds.push(round);
    expect(rounds.map(({ density, round }) => [round, density])).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 10 / 42],
    ]);
    const first = names.flatMap((name) => [...(start[name]?.values ?? [])]);
    expect(begun[0]).toEqual(first);
    const largestLeft = Math.max(...(begun[1] as number[]).map(Math.abs));
    expect(begun[1]?.filter((v) => v !== 0)).toHaveLength(21);
    expect((begun[1] as number[]).every((v, i) => v === 0 || v === first[i])).toBe(true);
    expect(first.filter((v) => Math.abs(v) <= largestLeft)).toHaveLength(21); // the smallest stayed
    expect(countKept(rounds[2]?.masks ?? {}).kept).toBe(10);
    free(model);
  });

  it("refuses rates and rounds that cannot be", async () => {
    const model = make();
    const find = (change: object) =>
      findTicket(model.parameters, {
        names,
        rate: 0.5,
        rounds: 1,
        train: async () => {},
        ...change,
      }).next();
    for (const rate of [0, 1, -1, Number.NaN])
      await expect(find({ rate })).rejects.toThrow(
        `findTicket: got rate ${rate}, want a number above 0 and below 1`,
      );
    for (const rounds of [-1, 1.5])
      await expect(find({ rounds })).rejects.toThrow(
        `findTicket: got ${rounds} rounds, want a whole number from 0`,
      );
    free(model);
  });
});
