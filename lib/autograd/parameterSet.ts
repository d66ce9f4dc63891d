import type { Variable } from "./tensor.js";

/** Parameters by name, as a model has them, or in a plain list. `Object.values` reads both. */
export type ParameterSet = Readonly<Record<string, Variable>> | readonly Variable[];
