import { relu, sigmoid, tanh } from "../autograd/elementwise.js";
import type { Variable } from "../autograd/tensor.js";

/** The names of the functions between a network's layers. */
export type Activation = "relu" | "tanh" | "sigmoid" | "identity";

/** Each activation by its name. */
export const activations: Record<Activation, (x: Variable) => Variable> = {
  relu,
  tanh,
  sigmoid,
  identity: (x) => x,
};
