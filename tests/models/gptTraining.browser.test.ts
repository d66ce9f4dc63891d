import { beforeAll, expect, it } from "vitest";
import { countWork } from "../../lib/compute/counters.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import type { Gpt } from "../../lib/models/gpt.js";
import type { Optimizer } from "../../lib/optim/optimizer.js";
import { sgd } from "../../lib/optim/sgd.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { gpuErrors } from "../compute/gpuErrors.js";
import { trained, trainGpt } from "./trainGpt.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

const timeoutMs = 300_000;

// As many layers and parameters as the bench's GPT, and numbers as few as can be: launches do not depend on them.
const sizes = { vocabSize: 96, contextLength: 8, width: 16, heads: 4, layers: 4 };

it.for([
  ["webgpu", "Adam", undefined, 120, 1],
  ["webgpu", "momentum", withMomentum, 120, 1],
  // 2228 and 1431 as compositions, with 446 and 186 uploads.
  ["webgl", "Adam", undefined, 220, 0],
  ["webgl", "momentum", withMomentum, 195, 0],
] as const)(
  "needs on %s, with %s, no more launches than were counted, and uploads only the batch",
  { timeout: timeoutMs },
  async ([device, , optimize, most, submits]) => {
    await switchDevice(device);
    const training = trainGpt(sizes, optimize);
    const errors = gpuErrors();
    training.step(); // uploads the parameters
    const stop = countWork();
    training.step();
    const { launches, byName, tensors, ...others } = stop();
    expect(launches, JSON.stringify(byName)).toBeLessThanOrEqual(most);
    expect(others).toMatchObject({ submits, uploads: 2, readBacks: 0 }); // tokens and labels
    expect(tensors).toBe(0);
    expect(await errors.take()).toEqual([]);
    errors.stop();
    await training.finish();
  },
);

function withMomentum({ parameters }: Gpt): Optimizer {
  return sgd(parameters, { learningRate: 0.01, momentum: 0.9 });
}

it.for(["webgpu", "webgl", "wasm"] as const)(
  "learns the same numbers in 50 steps on %s as on the CPU",
  { timeout: timeoutMs },
  async (name) => {
    await switchDevice("cpu");
    const expected = await trained(50);
    await switchDevice(name);
    // As in gptTraining.test.ts: WebGPU was off by 5e-4 at most, WebAssembly by as much.
    const tolerance = { relative: name === "webgl" ? 2e-3 : 1e-3 };
    const { firstOffence, sentence } = closeness(await trained(50), expected, tolerance);
    expect(firstOffence, sentence).toBeUndefined();
  },
);
