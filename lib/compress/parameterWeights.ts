import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../autograd/tensor.js";
import { checkWeight, type Weight, type Weights } from "./weights.js";

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
