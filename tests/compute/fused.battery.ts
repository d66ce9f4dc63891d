import * as tf from "@tensorflow/tfjs";
import { closeness } from "../../lib/tensor/closeness.js";
import file from "../golden/fused.json";
import { fusedRuns } from "./fused.cases.js";
import { type GoldenTensor, toTensor } from "./golden.js";
import { gpuErrors } from "./gpuErrors.js";

interface FusedGolden {
  kernel: string;
  inputs: Record<string, GoldenTensor>;
  attributes: object;
  outputs: GoldenTensor[];
}

const goldens = file as unknown as Record<string, FusedGolden>;

export interface FusedReport {
  /** `case: what is wrong with it`. */
  problems: string[];
  /** The kernels that ran as one of ours, not as a composition. */
  ours: string[];
}

/**
 * Runs every case of `fused.json` on the open device, by our kernel where it has one, and compares with PyTorch's
 * numbers. GPU validation errors and leaked tensors are problems too.
 *
 * @param tolerance share of the value that an output may be off
 * @param open cases whose values this device need not agree on
 * @param prepare called with each input before it is used
 */
export async function runFused(
  tolerance: number,
  open: Record<string, string> = {},
  prepare: (input: tf.Tensor) => void = () => {},
): Promise<FusedReport> {
  const errors = gpuErrors();
  const problems: string[] = [];
  const ours = new Set<string>();
  try {
    for (const [label, golden] of Object.entries(goldens)) {
      const found = await runCase(
        golden,
        label in open ? Number.POSITIVE_INFINITY : tolerance,
        prepare,
      );
      found.push(...(await errors.take()));
      for (const problem of found) problems.push(`${label}: ${problem}`);
      if (tf.getKernel(golden.kernel, tf.getBackend())) ours.add(golden.kernel);
    }
  } finally {
    errors.stop();
  }
  return { problems, ours: [...ours].sort() };
}

async function runCase(
  golden: FusedGolden,
  tolerance: number,
  prepare: (input: tf.Tensor) => void,
): Promise<string[]> {
  const problems: string[] = [];
  const before = tf.memory();
  const entries = Object.entries(golden.inputs).map(([name, of]) => [name, toTensor(of)] as const);
  const inputs = Object.fromEntries(entries);
  for (const input of Object.values(inputs)) prepare(input);
  try {
    const run = fusedRuns[golden.kernel];
    if (!run) return [`tests/compute/fused.cases.ts has no ${golden.kernel}`];
    const outputs = run(inputs, golden.attributes);
    for (const [i, expected] of golden.outputs.entries()) {
      const output = outputs[i] as tf.Tensor;
      problems.push(...(await compare(`output ${i}`, output, expected, tolerance)));
    }
    tf.dispose(outputs);
  } catch (error) {
    problems.push(`threw ${error instanceof Error ? error.message : String(error)}`);
  }
  tf.dispose(inputs);
  const after = tf.memory();
  const tensors = after.numTensors - before.numTensors;
  const buffers = after.numDataBuffers - before.numDataBuffers;
  if (tensors !== 0) problems.push(`leaked ${tensors} tensors`);
  if (buffers !== 0) problems.push(`leaked ${buffers} buffers`);
  return problems;
}

async function compare(
  what: string,
  actual: tf.Tensor,
  { shape, values }: GoldenTensor,
  tolerance: number,
): Promise<string[]> {
  if (actual.dtype !== "float32") return [`${what} is ${actual.dtype}, expected float32`];
  if (`${actual.shape}` !== `${shape}`)
    return [`${what} has shape [${actual.shape}], expected [${shape}]`];
  const numbers = await actual.data();
  if (tolerance === Number.POSITIVE_INFINITY) return [];
  // Sums cancel, so what is near 0 is measured by the largest number beside it.
  const finite = values.map(Number).filter(Number.isFinite).map(Math.abs);
  const absolute = tolerance * Math.max(1, ...finite);
  const { firstOffence, sentence } = closeness(
    numbers,
    values.map(Number),
    { relative: tolerance, absolute },
    shape,
  );
  return firstOffence ? [`${what}: ${sentence}`] : [];
}
