import type * as tf from "@tensorflow/tfjs";
import type { TextureData, WebGlBackend } from "./backend.js";

/** How a tensor's numbers lie in its texture: one a texel, or packed, 2 × 2 neighbours of a matrix a texel. */
export interface Layout {
  packed: boolean;
  /** The texture's width, in texels. */
  across: number;
  /** Rows of one matrix; a tensor of more axes is many of them. */
  rows: number;
  /** Numbers in a row. */
  width: number;
  /** Numbers before the first. */
  offset: number;
}

export function layoutOf({ shape, isPacked = false, texShape, slice }: TextureData): Layout {
  return {
    packed: isPacked,
    across: isPacked ? Math.ceil(texShape[1] / 2) : texShape[1],
    rows: shape.at(-2) ?? 1,
    width: shape.at(-1) ?? 1,
    offset: slice?.flatOffset ?? 0,
  };
}

/** Whether two tensors' numbers lie at the same places of their textures. */
export function isAlike(one: Layout, other: Layout): boolean {
  return (
    one.packed === other.packed &&
    one.across === other.across &&
    one.rows === other.rows &&
    one.width === other.width &&
    one.offset === other.offset
  );
}

/**
 * A tensor in a layout whose rows are its own. tfjs lets a packed tensor keep its texels under a new shape, where
 * that has the same rows; anything else is laid out anew.
 *
 * @returns the tensor, or a copy, which the caller frees
 */
export function inRows(backend: WebGlBackend, info: tf.TensorInfo): tf.TensorInfo {
  const { packed, rows, width } = layoutOf(backend.texData.get(info.dataId));
  if (!packed) return info;
  const own = info.shape.at(-2) ?? 1;
  const fits =
    (info.shape.at(-1) ?? 1) === width && (own === rows || (own % 2 === 0 && rows % 2 === 0));
  return fits ? info : backend.unpackTensor(info);
}
