import type * as tf from "@tensorflow/tfjs";

/** What an optimizer remembers of one parameter. */
export interface Remembered {
  /** Steps that the parameter has taken. */
  steps: number;
  /** Of the parameter's shape, such as Adam's `mean` and `meanSquare`. */
  tensors: Record<string, tf.Tensor>;
}

/** A rule that moves parameters along their gradients. */
export interface Optimizer {
  /** May be changed between steps. */
  learningRate: number;
  /** Moves every parameter that has a gradient; the gradients stay until `zeroGrad`. */
  step(): void;
  /** What it remembers between steps, by the parameter's name; its own tensors, to be read and not freed. */
  memory(): Record<string, Remembered>;
  /** Remembers this instead, and frees the tensors when it needs them no more. */
  recall(memory: Readonly<Record<string, Remembered>>): void;
  /** Frees what it remembers between steps; the parameters stay. */
  dispose(): void;
}
