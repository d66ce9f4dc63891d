import { topologicalOrder } from "./topologicalOrder.js";

/** What produced a value; a leaf was produced by nothing. */
export type Operation = "leaf" | "+" | "-" | "*" | "/" | "^" | "neg" | Unary;
type Unary = "exp" | "log" | "tanh" | "relu";

/**
 * A number that remembers how it was computed, so that derivatives can flow back through it.
 *
 *     const a = value(2, "a");
 *     const b = value(-3, "b");
 *     const loss = a.mul(b).add(10).tanh();
 *     loss.backward();
 *     a.grad; // d loss / d a
 *
 * Each operation notes its *local derivatives* as it runs: how much its result moves when one of its
 * inputs moves a little. The backward pass multiplies them along every path and adds up the paths.
 * That is the chain rule, and all there is to it.
 *
 * @see Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors"
 * @see Karpathy 2020, micrograd, which first showed an engine this small
 */
export class Value {
  data: number;
  /** The derivative of the value whose `backward` ran with respect to this one. */
  grad = 0;
  label: string;
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  /** `locals[i]` is d this / d `inputs[i]`, taken when this value was computed. */
  readonly locals: readonly number[];

  constructor(
    data: number,
    label = "",
    operation: Operation = "leaf",
    inputs: readonly Value[] = [],
    locals: readonly number[] = [],
  ) {
    this.data = data;
    this.label = label;
    this.operation = operation;
    this.inputs = inputs;
    this.locals = locals;
  }

  add(other: Value | number): Value {
    const b = value(other);
    return new Value(this.data + b.data, "", "+", [this, b], [1, 1]);
  }

  sub(other: Value | number): Value {
    const b = value(other);
    return new Value(this.data - b.data, "", "-", [this, b], [1, -1]);
  }

  mul(other: Value | number): Value {
    const b = value(other);
    return new Value(this.data * b.data, "", "*", [this, b], [b.data, this.data]);
  }

  div(other: Value | number): Value {
    const b = value(other);
    const ratio = this.data / b.data;
    return new Value(ratio, "", "/", [this, b], [1 / b.data, -ratio / b.data]);
  }

  /** This value to a power; the derivatives at 0 are PyTorch's. */
  pow(exponent: Value | number): Value {
    const x = this.data;
    const n = typeof exponent === "number" ? exponent : exponent.data;
    const power = x ** n;
    const slope = n === 0 ? 0 : n * x ** (n - 1);
    if (typeof exponent === "number") return new Value(power, "", "^", [this], [slope]);
    const growth = x === 0 && n >= 0 ? 0 : power * Math.log(x);
    return new Value(power, "", "^", [this, exponent], [slope, growth]);
  }

  neg(): Value {
    return new Value(-this.data, "", "neg", [this], [-1]);
  }

  exp(): Value {
    const y = Math.exp(this.data);
    return new Value(y, "", "exp", [this], [y]);
  }

  log(): Value {
    return new Value(Math.log(this.data), "", "log", [this], [1 / this.data]);
  }

  tanh(): Value {
    const y = Math.tanh(this.data);
    return new Value(y, "", "tanh", [this], [1 - y * y]);
  }

  /** `max(0, x)`, with derivative 0 at 0. A NaN stays a NaN and lets gradients through, as in PyTorch. */
  relu(): Value {
    return new Value(Math.max(this.data, 0), "", "relu", [this], [this.data <= 0 ? 0 : 1]);
  }

  /** Gives this value a name, for figures and messages. */
  named(label: string): this {
    this.label = label;
    return this;
  }

  /**
   * Sets `grad` of everything this value was computed from.
   *
   * A leaf *adds* what it receives to its `grad`: two passes without `zeroGrad` give the sum, which is
   * what lets a loss be built from parts. A value between leaf and root starts at 0 in every pass;
   * what an earlier pass left there would flow on to the leaves a second time.
   */
  backward(): void {
    const order = topologicalOrder<Value>(this).reverse();
    for (const node of order) if (node.inputs.length > 0) node.grad = 0;
    this.grad += 1;
    for (const { inputs, locals, grad } of order) {
      for (const [i, input] of inputs.entries()) input.grad += grad * (locals[i] as number);
    }
  }

  /** Forgets every gradient in this value's graph. */
  zeroGrad(): void {
    for (const node of topologicalOrder<Value>(this)) node.grad = 0;
  }
}

/** A leaf of a graph: a number with an optional name. A `Value` passes through. */
export function value(data: Value | number, label?: string): Value {
  return data instanceof Value ? data : new Value(data, label);
}
