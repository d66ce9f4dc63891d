import * as tf from "@tensorflow/tfjs";
import { cpuKernels } from "../../lib/compute/cpuKernels.js";
import type { DeviceName } from "../../lib/compute/deviceName.js";
import { closeness } from "../../lib/tensor/closeness.js";
import type { Cases, Run } from "./cases/case.js";
import { elementwise } from "./cases/elementwise.js";
import { images } from "./cases/images.js";
import { matrices } from "./cases/matrices.js";
import { moves } from "./cases/moves.js";
import { nonFinite } from "./cases/nonFinite.js";
import { reductions } from "./cases/reductions.js";
import { type Golden, type GoldenTensor, goldens, toTensor } from "./golden.js";
import { gpuErrors } from "./gpuErrors.js";
import { undefinedOnGpus } from "./undefinedOnGpus.js";
import { watchKernels } from "./watchKernels.js";

/** Every operation and gradient that the course uses, by the name of its golden values. */
export const cases: Cases = {
  ...elementwise,
  ...reductions,
  ...matrices,
  ...moves,
  ...images,
  ...nonFinite,
};

export interface Report {
  /** Cases that ran. */
  ran: number;
  /** `case: what is wrong with it`. */
  problems: string[];
  /** Kernels that ran in JavaScript on this device. */
  onCpu: string[];
}

/**
 * Runs every case on the open device and compares outputs and gradients with PyTorch's. GPU
 * validation errors, leaked tensors and undeclared work in JavaScript are problems too.
 *
 * @param tolerance share of the value that an output or a gradient may be off
 */
export async function runBattery(name: DeviceName, tolerance: number): Promise<Report> {
  const watch = watchKernels(name);
  const errors = gpuErrors();
  const problems: string[] = [];
  const onCpu = new Set<string>();
  try {
    for (const [label, run] of Object.entries(cases)) {
      const golden = goldens[label];
      const isOpen = label in undefinedOnGpus[name];
      const found = golden
        ? await runCase(run, golden, isOpen ? Number.POSITIVE_INFINITY : tolerance)
        : ["tests/golden/compute.json has no such case"];
      for (const kernel of watch.take().onCpu) {
        onCpu.add(kernel);
        if (!(kernel in cpuKernels[name])) found.push(`${kernel} quietly ran on the CPU`);
      }
      found.push(...(await errors.take()));
      for (const problem of found) problems.push(`${label}: ${problem}`);
    }
  } finally {
    errors.stop();
    watch.stop();
  }
  for (const kernel of Object.keys(cpuKernels[name])) {
    if (!onCpu.has(kernel)) problems.push(`${kernel} is declared to run on the CPU, but does not`);
  }
  return { ran: Object.keys(cases).length, problems, onCpu: [...onCpu].sort() };
}

async function runCase(run: Run, golden: Golden, tolerance: number): Promise<string[]> {
  const problems: string[] = [];
  const before = tf.memory();
  const inputs = golden.inputs.map(toTensor);
  try {
    const output = tf.tidy(() => run(...inputs));
    problems.push(...(await compare("output", output, golden.output, tolerance)));
    output.dispose();
    if (golden.differentiate && golden.dy) {
      const dy = toTensor(golden.dy);
      const gradients = gradientsOf(run, inputs, golden.differentiate, dy);
      for (const [i, gradient] of gradients.entries()) {
        const expected = golden.gradients?.[i] as GoldenTensor;
        problems.push(...(await compare(`gradient ${i}`, gradient, expected, tolerance)));
      }
      tf.dispose([dy, ...gradients]);
    }
  } catch (error) {
    problems.push(`threw ${error instanceof Error ? error.message : String(error)}`);
  }
  tf.dispose(inputs);
  const after = tf.memory();
  if (problems.length === 0) {
    const tensors = after.numTensors - before.numTensors;
    const buffers = after.numDataBuffers - before.numDataBuffers;
    if (tensors !== 0) problems.push(`leaked ${tensors} tensors`);
    if (buffers !== 0) problems.push(`leaked ${buffers} buffers`);
  }
  return problems;
}

function gradientsOf(run: Run, inputs: tf.Tensor[], which: number[], dy: tf.Tensor): tf.Tensor[] {
  const along = (...varied: tf.Tensor[]) => {
    const all = [...inputs];
    for (const [i, index] of which.entries()) all[index] = varied[i] as tf.Tensor;
    return run(...all);
  };
  return tf.grads(along)(
    which.map((index) => inputs[index] as tf.Tensor),
    dy,
  );
}

async function compare(
  what: string,
  actual: tf.Tensor,
  expected: GoldenTensor,
  tolerance: number,
): Promise<string[]> {
  const problems: string[] = [];
  if (actual.dtype !== expected.dtype) {
    problems.push(`${what} is ${actual.dtype}, expected ${expected.dtype}`);
  }
  if (actual.shape.join() !== expected.shape.join()) {
    return [...problems, `${what} has shape [${actual.shape}], expected [${expected.shape}]`];
  }
  const exact = expected.dtype !== "float32";
  const values = Array.from(await actual.data(), Number);
  const wanted = expected.values.map(Number);
  const relative = exact ? 0 : tolerance;
  if (relative === Number.POSITIVE_INFINITY) return problems;
  const { firstOffence, sentence } = closeness(values, wanted, { relative }, expected.shape);
  if (firstOffence) problems.push(`${what}: ${sentence}`);
  return problems;
}
