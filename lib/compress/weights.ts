import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";

/** One parameter's numbers, off the device. */
export interface Weight {
  shape: readonly number[];
  values: Float32Array<ArrayBuffer>;
}

/** Numbers of parameters by name; a safetensors file can be written of them. */
export type Weights = Readonly<Record<string, Weight>>;

/** Reads a model's parameters back: all of them, or those named. @throws RangeError for a name that the model lacks */
export async function readWeights(
  parameters: Readonly<Record<string, Variable>>,
  names: readonly string[] = Object.keys(parameters),
): Promise<Record<string, Weight>> {
  const read = names.map(async (name) => {
    const { data } = named("readWeights", parameters, name);
    // A copy: a device may hand out its own memory.
    return [
      name,
      { shape: [...data.shape], values: Float32Array.from(await data.data()) },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/**
 * Gives parameters new numbers, and new sizes where the weights have them: a layer reads its sizes off its matrices.
 * Parameters that are not named stay. An optimizer remembers the old sizes: make a new one.
 *
 * @throws RangeError for a name that the model lacks, or numbers that do not fit their shape
 */
export function putWeights(parameters: Readonly<Record<string, Variable>>, weights: Weights): void {
  for (const [name, weight] of Object.entries(weights)) {
    named("putWeights", parameters, name);
    checkWeight("putWeights", name, weight);
  }
  for (const [name, { shape, values }] of Object.entries(weights)) {
    const variable = parameters[name] as Variable;
    variable.dispose();
    variable.data = tf.keep(tf.tensor(values.slice(), [...shape])); // the device may keep what it is given
  }
}

function named(who: string, parameters: Readonly<Record<string, Variable>>, name: string) {
  const variable = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (variable) return variable;
  throw new RangeError(
    `${who}: got the name "${name}", want one of ${Object.keys(parameters).join(", ")}`,
  );
}

/** @throws RangeError if the numbers do not fit the shape, there are none, or one is not finite */
export function checkWeight(who: string, name: string, { shape, values }: Weight): void {
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) {
    throw new RangeError(
      `${who}: ${name} has ${values.length} numbers, want ${size} for shape [${shape}]`,
    );
  }
  if (size === 0) throw new RangeError(`${who}: ${name} is empty, want at least one number`);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `${who}: ${name} holds ${values[at]} at ${at}, want finite numbers. Did its training diverge?`,
    );
  }
}

/** A matrix's sizes. @throws RangeError if it does not have two axes */
export function matrixSizes(who: string, name: string, { shape }: Weight): [I: number, O: number] {
  if (shape.length !== 2) {
    throw new RangeError(`${who}: ${name} has shape [${shape}], want a matrix [inputs, outputs]`);
  }
  return shape as unknown as [number, number];
}
