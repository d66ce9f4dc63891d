import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { compileAhead } from "../../lib/compute/compileAhead.js";
import { countWork } from "../../lib/compute/counters.js";
import { switchDevice } from "../../lib/compute/device.js";
import { gelu } from "../../lib/compute/fused/gelu.js";
import { type Launch, launch, type WebGpuBackend } from "../../lib/compute/webgpu/launch.js";
import { gpt } from "../../lib/models/gpt.js";
import { adam } from "../../lib/optim/adam.js";
import { train } from "../../lib/train/train.js";
import { smallGpt, trainGpt } from "../models/trainGpt.js";
import { type GpuErrors, gpuErrors } from "./gpuErrors.js";

let backend: WebGpuBackend;
let errors: GpuErrors;
let numTensors: number;
const compiled = { atOnce: 0, inBackground: 0 };

beforeEach(async () => {
  expect(await switchDevice("webgpu")).toMatchObject({ switchedOff: [] });
  backend = tf.backend() as unknown as WebGpuBackend;
  backend.pipelineCache = {}; // so that every shader is new
  const { device } = backend;
  const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
  device.createComputePipeline = (described) => {
    compiled.atOnce++;
    return createComputePipeline.call(device, described);
  };
  device.createComputePipelineAsync = (described) => {
    compiled.inBackground++;
    return createComputePipelineAsync.call(device, described);
  };
  Object.assign(compiled, { atOnce: 0, inBackground: 0 });
  numTensors = tf.memory().numTensors;
  errors = gpuErrors();
});

afterEach(async () => {
  const { device } = backend as { device: Partial<GPUDevice> };
  delete device.createComputePipeline;
  delete device.createComputePipelineAsync;
  expect(tf.memory().numTensors - numTensors).toBe(0);
  expect(await errors.take()).toEqual([]);
  errors.stop();
});

async function trained(first: (step: () => void) => unknown): Promise<Record<string, number[]>> {
  const training = trainGpt(smallGpt);
  await first(() => training.step());
  training.step();
  training.step();
  return training.finish();
}

it("compiles in the background, and trains to the same bits as without", async () => {
  const expected = await trained((step) => step());
  const plain = compiled.atOnce;
  backend.pipelineCache = {};
  Object.assign(compiled, { atOnce: 0, inBackground: 0 });
  const found = await trained((step) => compileAhead(step));
  expect(compiled).toEqual({ atOnce: 0, inBackground: plain });
  expect(found).toEqual(expected);
});

it("leaves nothing to compile for the later steps of train(), which calls the loss once a step", async () => {
  const model = gpt(smallGpt);
  const optimizer = adam(model.parameters);
  const tokens = tf.tensor2d([[1, 2, 3, 4, 5, 6, 7, 8]], [1, 8], "int32");
  const labels = tf.tensor1d([2, 3, 4, 5, 6, 7, 8, 9], "int32");
  let calls = 0;
  const loss = () => {
    calls++;
    return softmaxCrossEntropy(model.forward(tokens), labels);
  };
  const losses: number[] = [];
  const options = { parameters: model.parameters, optimizer, loss, batches: () => 0, steps: 4 };
  for await (const report of train(options)) losses.push(report.loss);
  expect(calls).toBe(4);
  expect(losses.length).toBe(4);
  expect(losses[3]).toBeLessThan(losses[0] as number);
  expect(compiled.atOnce).toBe(0);
  optimizer.dispose();
  tf.dispose([tokens, labels, ...Object.values(model.parameters).map(({ data }) => data)]);
});

it("keeps the order of what is told to the device meanwhile, by others too", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  let y = tf.zeros([1]);
  const stop = countWork();
  const sent = compileAhead(() => {
    const doubled = tf.mul(x, 2);
    y.dispose();
    y = gelu(doubled);
    doubled.dispose(); // before it has been computed
    backend.ensureCommandEncoderReady();
    backend.submitQueue(); // as tfjs does after some copies; it would free what has been disposed of
  });
  const z = tf.add(y, tf.tensor1d([1, 1, 1])); // another cell's
  const other = compileAhead(() => tf.neg(z));
  const [numbers] = await Promise.all([z.data(), sent]);
  const negated = await other;
  const { launches, submits } = stop();
  expect([...numbers].map((n) => Number(n.toFixed(3)))).toEqual([2.955, 5, 7]);
  expect([...(await negated.data())]).toEqual([...numbers].map((n) => -n));
  expect(launches).toBe(4);
  expect(submits).toBe(3); // all of it, the reading, and the one that was asked for too early
  tf.dispose([x, y, z, negated]);
  numTensors++; // the constant of the sum
});

it("does all at once for who wants the numbers without waiting", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const [y, seen] = await compileAhead(() => {
    const square = tf.square(x);
    const { tensorRef } = square.dataToGPU(); // as dataSync, which SwiftShader's device does not survive
    const fourth = tf.square(square);
    const less = tf.sub(square, fourth);
    tf.dispose([square, fourth]);
    return [less, tensorRef] as const;
  });
  const z = tf.add(y, x);
  expect([...(await z.data())]).toEqual([1, -10, -69]);
  expect([...(await seen.data())]).toEqual([1, 4, 9]);
  tf.dispose([x, y, z, seen]);
});

it("passes on an error, and still does what was told before it", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  let y = tf.zeros([1]);
  const failing = compileAhead(() => {
    y.dispose();
    y = tf.neg(x);
    throw new Error("the loss is wrong");
  });
  await expect(failing).rejects.toThrow("the loss is wrong");
  expect([...(await y.data())]).toEqual([-1, -2, -3]);
  const z = tf.neg(y);
  expect([...(await z.data())]).toEqual([1, 2, 3]);
  tf.dispose([x, y, z]);
});

it("lets a shader that does not compile be heard, and runs the others", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const bad: Launch = {
    key: "bad",
    groupSize: 1,
    groups: 1,
    reads: { x },
    writes: {},
    source: () => ({ main: "this is no WGSL" }),
  };
  const y = await compileAhead(() => {
    launch(backend, bad);
    return tf.neg(x);
  });
  await y.data();
  expect((await errors.take()).join()).toContain("ours bad");
  tf.dispose([x, y]);
  backend.pipelineCache = {};
});
