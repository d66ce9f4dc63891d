import { reshape, transpose } from "../autograd/reshape.js";
import type { Variable } from "../autograd/tensor.js";
import { ShapeError } from "../tensor/axes.js";

/**
 * Cuts the width into heads: head h gets numbers hD to (h+1)D of every row.
 *
 * @param x `[B, T, C]`
 * @param heads H, which must divide C
 * @returns `[B, H, T, D]`, with D = C / H
 * @throws ShapeError if x does not have three axes, or H does not divide C
 */
export function splitHeads(x: Variable, heads: number): Variable {
  const [B, T, C] = x.shape as [number, number, number];
  if (x.shape.length !== 3 || !Number.isInteger(C / heads)) {
    throw new ShapeError(
      `splitHeads: x has shape [${x.shape}], want axes [B,T,C] with C a multiple of the ${heads} heads`,
    );
  }
  return transpose(reshape(x, [B, T, heads, C / heads]), [0, 2, 1, 3]);
}

/** The heads side by side again: `[B, H, T, D]` to `[B, T, H·D]`. */
export function joinHeads(x: Variable): Variable {
  const [B, H, T, D] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4) {
    throw new ShapeError(`joinHeads: x has shape [${x.shape}], want axes [B,H,T,D]`);
  }
  return reshape(transpose(x, [0, 2, 1, 3]), [B, T, H * D]);
}
