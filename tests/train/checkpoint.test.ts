import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { FileError } from "../../lib/files/fileError.js";
import { gpt } from "../../lib/models/gpt.js";
import { adam } from "../../lib/optim/adam.js";
import { sgd } from "../../lib/optim/sgd.js";
import { restoreCheckpoint, takeCheckpoint } from "../../lib/train/checkpoint.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { optimizers, trained } from "./checkpoint.cases.js";

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors - before).toBe(0);
});

describe.each(["cpu", "wasm"] as const)("on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice(device);
  });

  it.each(Object.keys(optimizers))(
    "a training with %s goes on as if it had not stopped",
    async (name) => {
      const whole = await trained(name);
      expect(await trained(name, 5)).toEqual(whole);
      expect(await trained(name, 1)).toEqual(whole);
    },
  );
});

describe("a checkpoint", () => {
  const small = { vocabSize: 3, contextLength: 2, width: 4, heads: 1, layers: 1 };
  const make = (config = small) => {
    const model = gpt(config);
    return { ...model, optimizer: adam(model.parameters) };
  };
  const free = ({
    parameters,
    optimizer,
  }: Pick<ReturnType<typeof make>, "parameters" | "optimizer">) => {
    optimizer.dispose();
    for (const parameter of Object.values(parameters)) parameter.dispose();
  };
  const move = async ({ parameters, optimizer }: ReturnType<typeof make>) => {
    for (const parameter of Object.values(parameters)) parameter.grad = tf.ones(parameter.shape);
    optimizer.step();
    for (const parameter of Object.values(parameters)) {
      parameter.grad?.dispose();
      parameter.grad = undefined;
    }
  };

  it.each([
    ["has a parameter “h.1.", { ...small, layers: 2 }, small],
    ["lacks the parameter “h.1.", small, { ...small, layers: 2 }],
    [
      "“wte.weight” has the shape [5, 4], and here it has [3, 4]",
      { ...small, vocabSize: 5 },
      small,
    ],
  ])("of another model changes nothing and says “%s”", async (sentence, theirs, ours) => {
    const [from, to] = [make(theirs), make(ours)];
    await move(from);
    await move(to);
    const file = await takeCheckpoint(from);
    const numbers = async () => new Uint8Array(await (await takeCheckpoint(to)).arrayBuffer());
    const first = await numbers();
    await expect(restoreCheckpoint(file, to)).rejects.toThrow(sentence);
    await expect(restoreCheckpoint(file, to)).rejects.toThrow(FileError);
    await expect(restoreCheckpoint(file.slice(0, 99), to)).rejects.toThrow(FileError);
    expect(await numbers()).toEqual(first);
    free(from);
    free(to);
  });

  it("with another optimizer's memory changes nothing and says so", async () => {
    const from = make();
    await move(from);
    const file = await takeCheckpoint(from);
    const model = gpt(small);
    const to = { ...model, optimizer: sgd(model.parameters, { learningRate: 1, momentum: 0.9 }) };
    const numbers = () => [...(model.parameters["wte.weight"]?.data.dataSync() ?? [])];
    const first = numbers();
    await expect(restoreCheckpoint(file, to)).rejects.toThrow("kept with another optimizer");
    expect(numbers()).toEqual(first);
    free(from);
    free(to);
  });
});
