import * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import { fromBlob } from "../files/byteSource.js";
import { FileError } from "../files/fileError.js";
import { readSafetensors } from "../files/readSafetensors.js";
import { type WrittenTensor, writeSafetensors } from "../files/writeSafetensors.js";
import type { Optimizer, Remembered } from "../optim/optimizer.js";
import { words } from "../words/words.js";

const says = words.files.training;

/** What a training needs to go on. */
export interface TrainingState {
  parameters: ParameterSet;
  optimizer: Optimizer;
}

/**
 * A training as it stands: parameters and what the optimizer remembers, as one safetensors file. Take it while no step runs: in
 * the body of the loop over `train()`, where `taken` says how many updates it has seen.
 */
export async function takeCheckpoint({ parameters, optimizer }: TrainingState): Promise<Blob> {
  const tensors: Record<string, WrittenTensor> = {};
  const write = async (name: string, data: tf.Tensor) => {
    // A copy: on the CPU these are the tensor itself.
    tensors[name] = { shape: data.shape, values: new Float32Array(await data.data()) };
  };
  for (const [name, { data }] of Object.entries(parameters)) await write(`parameter/${name}`, data);
  for (const [name, { steps, tensors: memory }] of Object.entries(optimizer.memory())) {
    tensors[`steps/${name}`] = { shape: [], values: Float32Array.of(steps) };
    for (const [each, data] of Object.entries(memory)) await write(`${each}/${name}`, data);
  }
  return new Blob(writeSafetensors(tensors));
}

/**
 * Gives a training back what a checkpoint holds. Going on from there takes the very steps that it would have taken, given
 * the batches from there on and `taken`.
 *
 * @throws FileError if the checkpoint is damaged or of another model or optimizer; nothing has changed then
 */
export async function restoreCheckpoint(
  file: Blob,
  { parameters, optimizer }: TrainingState,
): Promise<void> {
  const parts = new Map<string, Map<string, tf.Tensor>>(); // by kind, then by parameter
  const all: tf.Tensor[] = [];
  try {
    for await (const { name, shape, values } of readSafetensors(fromBlob(file))) {
      const slash = name.indexOf("/");
      const [kind, own] = [name.slice(0, slash), name.slice(slash + 1)];
      const tensor = tf.tensor(values, shape);
      all.push(tensor);
      parts.set(kind, (parts.get(kind) ?? new Map()).set(own, tensor));
    }
    const found = parts.get("parameter") ?? new Map<string, tf.Tensor>();
    const names = Object.keys(parameters);
    const strange = [...found.keys()].find((name) => !names.includes(name));
    const lacking = names.find((name) => !found.has(name));
    const wrong = strange ?? lacking;
    if (wrong !== undefined)
      throw new FileError(says.otherParameters(wrong, strange === undefined));
    for (const [name, { shape }] of Object.entries(parameters)) {
      const came = (found.get(name) as tf.Tensor).shape;
      if (`${came}` !== `${shape}`) throw new FileError(says.otherShape(name, came, shape));
    }
    const memory = await memoryOf(parts);
    try {
      optimizer.recall(memory);
    } catch (error) {
      throw error instanceof RangeError ? new FileError(says.otherOptimizer) : error;
    }
    for (const [name, parameter] of Object.entries(parameters)) {
      parameter.assign(found.get(name) as tf.Tensor);
    }
    tf.dispose([...(parts.get("steps")?.values() ?? [])]);
  } catch (error) {
    tf.dispose(all);
    throw error;
  }
}

async function memoryOf(
  parts: ReadonlyMap<string, ReadonlyMap<string, tf.Tensor>>,
): Promise<Record<string, Remembered>> {
  const memory: Record<string, Remembered> = {};
  for (const [name, count] of parts.get("steps") ?? []) {
    const [steps = 0] = await count.data();
    const tensors: Record<string, tf.Tensor> = {};
    for (const [kind, ofKind] of parts) {
      const tensor = ofKind.get(name);
      if (tensor && kind !== "parameter" && kind !== "steps") tensors[kind] = tensor;
    }
    memory[name] = { steps, tensors };
  }
  return memory;
}
