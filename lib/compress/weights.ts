/** One parameter's numbers, off the device. */
export interface Weight {
  shape: readonly number[];
  values: Float32Array<ArrayBuffer>;
}

/** Numbers of parameters by name; a safetensors file can be written of them. */
export type Weights = Readonly<Record<string, Weight>>;

/** @throws RangeError if the numbers do not fit the shape, there are none, or one is not finite */
export function checkWeight(who: string, name: string, { shape, values }: Weight): void {
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size) {
    throw new RangeError(
      `${who}: ${name} has ${values.length} numbers, want ${size} for shape [${shape}]`,
    );
  }
  if (size === 0) throw new RangeError(`${who}: ${name} is empty, want at least one number`);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) {
    throw new RangeError(
      `${who}: ${name} holds ${values[at]} at ${at}, want finite numbers. Did its training diverge?`,
    );
  }
}

/** A matrix's sizes. @throws RangeError if it does not have two axes */
export function matrixSizes(who: string, name: string, { shape }: Weight): [I: number, O: number] {
  if (shape.length !== 2) {
    throw new RangeError(`${who}: ${name} has shape [${shape}], want a matrix [inputs, outputs]`);
  }
  return shape as unknown as [number, number];
}
