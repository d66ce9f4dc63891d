import type * as tf from "@tensorflow/tfjs";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";
import type { Remembered } from "./optimizer.js";

/** What is remembered of each parameter, by its name in the set; those of which nothing is are left out. */
export function rememberedBy(
  parameters: ParameterSet,
  of: (parameter: Variable) => Remembered | undefined,
): Record<string, Remembered> {
  const found = Object.entries(parameters).map(([name, parameter]) => [name, of(parameter)]);
  return Object.fromEntries(found.filter(([, memory]) => memory));
}

/** @throws RangeError if the set has none of that name */
export function parameterNamed(parameters: ParameterSet, name: string): Variable {
  const found = Object.entries(parameters).find(([own]) => own === name)?.[1];
  if (found) return found;
  const names = Object.keys(parameters).join(", ");
  throw new RangeError(`recall: got a memory of ${name}, want one of ${names}`);
}

/**
 * The tensors of one parameter's memory.
 *
 * @throws RangeError if one is missing
 * @throws ShapeError if one has not the parameter's shape
 */
export function tensorsOf<Name extends string>(
  parameters: ParameterSet,
  name: string,
  tensors: Readonly<Record<string, tf.Tensor>>,
  wanted: readonly Name[],
): Record<Name, tf.Tensor> {
  const { shape } = parameterNamed(parameters, name);
  for (const each of wanted) {
    const tensor = tensors[each];
    if (!tensor) throw new RangeError(`recall: the memory of ${name} has no ${each}`);
    if (`${tensor.shape}` !== `${shape}`) {
      throw new ShapeError(
        `recall: got shape [${tensor.shape}] for the ${each} of ${name}, want [${shape}]`,
      );
    }
  }
  return tensors as Record<Name, tf.Tensor>;
}
