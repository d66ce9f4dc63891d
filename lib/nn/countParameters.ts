import type { ParameterSet } from "../autograd/parameterSet.js";

/** How many numbers a model learns. */
export function countParameters(parameters: ParameterSet): number {
  return Object.values(parameters).reduce((count, { data }) => count + data.size, 0);
}
