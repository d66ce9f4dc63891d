import * as tf from "@tensorflow/tfjs";
import { backward, zeroGrad } from "../autograd/backward.js";
import type { ParameterSet } from "../autograd/parameterSet.js";
import { Variable } from "../autograd/tensor.js";
import type { Optimizer } from "../optim/optimizer.js";
import { type Snapshot, takeSnapshot } from "./snapshots.js";

/** A step that the device was told to do, and whose loss is on its way back. */
export interface StepInFlight {
  step: number;
  /** The loss, then the gradients' norms if they were wanted. */
  reading: Promise<number[]>;
  /** The parameters before the step: those that gave the loss. */
  before: Snapshot;
  /** Frees everything the step left, once it has been read. */
  dispose(): Promise<void>;
}

export interface StepOptions {
  parameters: ParameterSet;
  optimizer: Optimizer;
  gradientNorms: boolean;
}

/** Forward, backward, update; tensors that `computeLoss` leaves behind are freed. */
export function runStep(
  step: number,
  computeLoss: () => Variable,
  { parameters, optimizer, gradientNorms }: StepOptions,
): StepInFlight {
  const before = takeSnapshot(parameters);
  zeroGrad(parameters);
  let wanted: tf.Tensor;
  try {
    wanted = tf.tidy(() => {
      const loss = computeLoss();
      if (!(loss instanceof Variable)) {
        throw new TypeError(
          `train: loss gave ${loss}, want a Variable such as softmaxCrossEntropy gives`,
        );
      }
      backward(loss);
      const value = tf.reshape(loss.data, [1]);
      return gradientNorms ? tf.concat([value, ...normsOf(parameters)]) : value;
    });
  } catch (error) {
    tf.dispose(before);
    throw error;
  }
  optimizer.step();
  const reading = wanted.data().then((numbers) => [...numbers]);
  const dispose = async () => {
    await reading.catch(() => {}); // whoever awaits `reading` hears of it
    tf.dispose([wanted, before]);
  };
  return { step, reading, before, dispose };
}

/** The length of each parameter's gradient, `[1]` each. */
function normsOf(parameters: ParameterSet): tf.Tensor[] {
  return Object.values(parameters).map(({ grad }) =>
    grad ? tf.reshape(tf.sqrt(tf.sum(tf.square(grad))), [1]) : tf.zeros([1]),
  );
}
