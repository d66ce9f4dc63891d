import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../tensor/axes.js";
import { type Operand, recordJoint, toVariable, type Variable } from "./tensor.js";

/**
 * Joins tensors along one axis; each gets back its own part of the gradient.
 *
 * @param parts at least one; their shapes differ along `axis` only
 * @param axis from 0, or from the end when negative. Default -1, the last
 * @throws ShapeError if there is none, or if the shapes do not fit
 */
export function concat(parts: readonly Operand[], axis = -1): Variable {
  const inputs = parts.map(toVariable);
  const first = inputs[0];
  if (!first) throw new ShapeError("concat: got no tensors, want at least one");
  const rank = first.shape.length;
  const along = axis < 0 ? rank + axis : axis;
  if (!Number.isInteger(along) || along < 0 || along >= rank) {
    throw new ShapeError(`concat: got axis ${axis} for shape [${first.shape}]`);
  }
  for (const [i, { shape }] of inputs.entries()) {
    const fits =
      shape.length === rank && shape.every((n, a) => a === along || n === first.shape[a]);
    if (fits) continue;
    throw new ShapeError(
      `concat: part ${i} has shape [${shape}], want [${first.shape}] but for axis ${along}`,
    );
  }
  const sizes = inputs.map(({ shape }) => shape[along] as number);
  const data = tf.concat(
    inputs.map((input) => input.data),
    along,
  );
  return recordJoint("concat", data, inputs, (dy) => tf.split(dy, sizes, along));
}
