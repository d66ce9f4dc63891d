import type { Work } from "../../../lib/compute/counters.js";
import type { DeviceLimits } from "../../../lib/compute/measureDevice.js";

/** A tensor of float32 as it travels between the sides. */
export interface Numbers {
  shape: number[];
  values: Float32Array;
}

/** One batch: int32 tokens for the language models, else float32 numbers. */
export interface Batch {
  x: { shape: number[]; values: Float32Array | Int32Array };
  /** The right classes, one a row or a position. */
  y: Int32Array;
}

/** AdamW's numbers, the same on every side. */
export interface AdamNumbers {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
}

export type Kind = "gpt" | "mlp" | "cnn" | "lstm";

/** All that a side needs to train the same model on the same numbers. */
export interface Task {
  name: string;
  kind: Kind;
  /** The model's sizes, as its maker in `lib/models` takes them. */
  config: Record<string, number | readonly number[]>;
  /** The first weights by name, as `lib/models` lays them out. */
  parameters: Record<string, Numbers>;
  /** Taken in turn, from the first again after the last. */
  batches: Batch[];
  adam: AdamNumbers;
}

/** What a step is counted in. */
export interface Amount {
  /** In one step. */
  count: number;
  unit: "tokens" | "examples";
}

/** A library's own way of training the task's model. */
export interface Side {
  /** Trains on the next batches; resolves when the numbers are there. @returns the loss before each step */
  train(steps: number): Promise<number[]>;
  /** What to know of how it ran, such as its kernels. */
  note?: string;
  /** Whether its GPU is imitated by a program on the main processor. */
  software?: boolean;
  /** What one step that logs nothing asks of the device. */
  count?(): Promise<Work>;
  /** What the device can do at most. */
  limits?(): Promise<DeviceLimits>;
  /** TensorFlow.js's kernels that it runs on, for a profile. */
  kernels?: { kernelName: string; kernelFunc: (call: never) => unknown }[];
}

export type Start = (task: Task) => Promise<Side>;
