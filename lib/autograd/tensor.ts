import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";

/** What an operation of this engine takes: a variable, a plain tensor, or a number. */
export type Operand = Variable | tf.Tensor | number;

/**
 * Carries a gradient from an operation's result back to one of its inputs.
 *
 * The scalar engine multiplies by a local derivative here. For tensors that derivative would be a
 * huge matrix (the Jacobian), so each operation brings a function that does the product instead.
 */
export type Pullback = (dy: tf.Tensor) => tf.Tensor;

/**
 * As `Pullback`, for all inputs of an operation at once: for those whose gradients share their work. It gives
 * undefined for an input that needs none.
 *
 * @param earlier with `takesEarlier`, what the first input has received already; the first gradient includes it
 */
export type JointPullback = (
  dy: tf.Tensor,
  earlier?: tf.Tensor,
) => readonly (tf.Tensor | undefined)[];

/** One input of one operation, as it was when the operation ran. */
export interface Edge {
  input: Variable;
  /** The tensor that was read then; `input.data` differs if it was replaced since. */
  data: tf.Tensor;
  /** Missing where the operation has a joint pullback. */
  pullback?: Pullback;
}

/**
 * A tensor that remembers how it was computed: `Value`, for tensors on the device.
 *
 *     const w = parameter(tf.randomNormal([4, 3], 0, 1, "float32", 1), "w");
 *     const loss = mean(square(sub(matMul(x, w), y)));
 *     backward(loss);
 *     w.grad; // [4, 3]
 *
 * Who frees what: `backward` frees everything that was computed on the way to the loss. The loss
 * itself, parameters, their gradients and plain tensors that went in stay, until `dispose()`.
 */
export class Variable {
  data: tf.Tensor;
  /** The sum of the gradients received since the last `zeroGrad`; only parameters have one. */
  grad: tf.Tensor | undefined = undefined;
  label: string;
  /** What made it: `parameter`, `constant`, or the operation's name. */
  readonly operation: string;
  // Private, so that tf.dispose, which walks public fields, stays away from other variables.
  readonly #edges: readonly Edge[];
  readonly #inputs: readonly Variable[];
  /** Whether a parameter is among what it was computed from. */
  readonly requiresGrad: boolean;
  /** Tensors that a pullback needs besides its inputs; freed together with `data`. */
  readonly saved: readonly tf.Tensor[];
  readonly jointPullback: JointPullback | undefined;
  /** Whether the joint pullback adds what its first input has received already. */
  readonly takesEarlier: boolean;

  constructor(
    data: tf.Tensor,
    operation: string,
    {
      label = "",
      edges = [],
      saved = [],
      jointPullback,
      takesEarlier = false,
    }: VariableOptions = {},
  ) {
    this.data = data;
    this.operation = operation;
    this.label = label;
    this.#edges = edges;
    this.#inputs = edges.map(({ input }) => input);
    this.requiresGrad = operation === "parameter" || this.#inputs.some((x) => x.requiresGrad);
    this.saved = saved;
    this.jointPullback = jointPullback;
    this.takesEarlier = takesEarlier;
  }

  get edges(): readonly Edge[] {
    return this.#edges;
  }

  get inputs(): readonly Variable[] {
    return this.#inputs;
  }

  get shape(): number[] {
    return this.data.shape;
  }

  /**
   * Gives a parameter new numbers and frees the old ones. A graph that read the old ones can no
   * longer run backwards; `backward` says so.
   *
   * @throws ShapeError if the shape changes
   */
  assign(data: tf.Tensor): void {
    const { label, shape } = this;
    if (`${data.shape}` !== `${shape}`) {
      throw new ShapeError(`assign: got shape [${data.shape}] for ${label}, want [${shape}]`);
    }
    if (data === this.data) return;
    this.data.dispose();
    this.data = tf.keep(data);
  }

  /** Reads back a single number, such as a loss. */
  async item(): Promise<number> {
    const { shape, size } = this.data;
    if (size !== 1) throw new ShapeError(`item: got shape [${shape}], want a single number`);
    return (await this.data.data())[0] as number;
  }

  dispose(): void {
    tf.dispose([this.data, ...this.saved, ...(this.grad ? [this.grad] : [])]);
    this.grad = undefined;
  }
}

interface VariableOptions {
  label?: string;
  edges?: readonly Edge[];
  saved?: readonly tf.Tensor[];
  jointPullback?: JointPullback;
  takesEarlier?: boolean;
}

/** A tensor to be trained: a leaf that collects a gradient. It now owns `data`. */
export function parameter(data: tf.Tensor, label = "a parameter"): Variable {
  return new Variable(tf.keep(data), "parameter", { label });
}

/** An operand as a variable. Gradients do not flow into plain tensors and numbers. */
export function toVariable(operand: Operand): Variable {
  if (operand instanceof Variable) return operand;
  if (typeof operand === "number") return new Variable(tf.scalar(operand), "number");
  return new Variable(operand, "constant");
}

/**
 * Notes an operation that just ran. Only here and in `recordJoint` does a graph grow.
 *
 * @param data the result; the graph now owns it
 * @param inputs each input with its pullback
 * @param saved tensors that the pullbacks need besides; the graph now owns them
 */
export function record(
  operation: string,
  data: tf.Tensor,
  inputs: readonly (readonly [Variable, Pullback])[],
  saved: readonly tf.Tensor[] = [],
): Variable {
  const edges = inputs.map(([input, pullback]) => ({ input, data: input.data, pullback }));
  return new Variable(data, operation, { edges, saved });
}

/** As `record`, where one function gives the gradients of all inputs, in their order. */
export function recordJoint(
  operation: string,
  data: tf.Tensor,
  inputs: readonly Variable[],
  jointPullback: JointPullback,
  saved: readonly tf.Tensor[] = [],
  { takesEarlier = false } = {},
): Variable {
  const edges = inputs.map((input) => ({ input, data: input.data }));
  return new Variable(data, operation, { edges, saved, jointPullback, takesEarlier });
}
