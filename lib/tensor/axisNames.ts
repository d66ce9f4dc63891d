const names = new WeakMap<object, readonly string[]>();

/**
 * Gives a tensor's axes their names, which a notebook then shows beside its numbers.
 *
 *     nameAxes(weights, "BHTS"); // batch, head, query, key
 *
 * @param axes one letter, or one word, for each axis
 * @returns the same tensor
 * @throws RangeError if there are more or fewer names than axes
 */
export function nameAxes<T extends { shape: readonly number[] }>(
  tensor: T,
  axes: string | readonly string[],
): T {
  const list = [...axes];
  if (list.length !== tensor.shape.length) {
    throw new RangeError(
      `nameAxes: got ${list.length} names (${list.join(", ")}) for shape [${tensor.shape}]`,
    );
  }
  names.set(tensor, list);
  return tensor;
}

/** The names that `nameAxes` gave to a tensor's axes. */
export function axisNamesOf(tensor: object): readonly string[] | undefined {
  return names.get(tensor);
}
