/** A rule that moves parameters along their gradients. */
export interface Optimizer {
  /** May be changed between steps. */
  learningRate: number;
  /** Moves every parameter that has a gradient; the gradients stay until `zeroGrad`. */
  step(): void;
  /** Frees what it remembers between steps; the parameters stay. */
  dispose(): void;
}
