import type { Tensor } from "@tensorflow/tfjs";

/** A tensor whose sizes contradict each other or its documented axes. */
export class ShapeError extends RangeError {
  override name = "ShapeError";
}

/** The letters of an axis string: `Letters<"BTD">` is `"B" | "T" | "D"`. */
type Letters<Axes extends string> = Axes extends `${infer First}${infer Rest}`
  ? First | Letters<Rest>
  : never;

/**
 * Reads axis sizes by letter and refuses tensors that disagree on one.
 *
 *     const { T, D } = bindAxes("attention", { q: [q, "BTD"], k: [k, "BSD"] });
 *
 * @param caller the function that a message should name
 * @param tensors each tensor (anything with a shape) with one letter per axis
 * @returns the size of every letter
 * @throws ShapeError naming the tensor, the axis, both sizes, and where the other size came from
 */
export function bindAxes<const Axes extends string>(
  caller: string,
  tensors: Record<string, readonly [tensor: Pick<Tensor, "shape">, axes: Axes]>,
): Record<Letters<Axes>, number> {
  const known = new Map<string, { size: number; from: string }>();
  for (const [name, [{ shape }, axes]] of Object.entries(tensors)) {
    if (shape.length !== axes.length) {
      throw new ShapeError(`${caller}: ${name} has shape [${shape}], want axes [${[...axes]}]`);
    }
    for (const [i, size] of shape.entries()) {
      const axis = axes.charAt(i);
      const first = known.get(axis);
      if (first && first.size !== size) {
        throw new ShapeError(
          `${caller}: ${name} has shape [${shape}], so ${axis}=${size}, but ${axis}=${first.size} in ${first.from}`,
        );
      }
      if (!first) known.set(axis, { size, from: name });
    }
  }
  const sizes = [...known].map(([axis, { size }]) => [axis, size] as const);
  return Object.fromEntries(sizes) as Record<Letters<Axes>, number>;
}
