import * as tf from "@tensorflow/tfjs";

/** A part of a tensor that fits on a page: its last two axes at fixed places of the others. */
export interface Plane {
  /** The numbers shown, row by row. */
  rows: number[][];
  /** Which rows of the tensor these are, rising; a gap is what was left out. */
  rowIndices: number[];
  columnIndices: number[];
  /** How many rows and columns the tensor has; a vector has one row, a scalar one number. */
  totalRows: number;
  totalColumns: number;
}

export interface PlaneLimits {
  /** Most rows to show; default 12. */
  maxRows?: number;
  /** Most columns to show; default 12. */
  maxColumns?: number;
}

/**
 * Reads one matrix out of a tensor, without blocking the page. Of a long axis the beginning and the
 * end come back and the middle is left out; only what is shown is read.
 *
 * @param leading one index for each axis before the last two; default all 0
 * @throws RangeError when `leading` has the wrong length or lies outside, or a limit is below 1
 * @throws TypeError for a tensor of strings or complex numbers
 */
export async function slicePlane(
  tensor: tf.Tensor,
  leading: readonly number[] = new Array<number>(Math.max(0, tensor.rank - 2)).fill(0),
  { maxRows = 12, maxColumns = 12 }: PlaneLimits = {},
): Promise<Plane> {
  const { shape, dtype } = tensor;
  if (dtype === "string" || dtype === "complex64") {
    throw new TypeError(`slicePlane: the tensor holds ${dtype}, want float32, int32 or bool`);
  }
  const outer = shape.slice(0, -2);
  const inside = (at: number, axis: number) =>
    Number.isInteger(at) && at >= 0 && at < (outer[axis] as number);
  if (leading.length !== outer.length || !leading.every(inside)) {
    throw new RangeError(
      `slicePlane: leading indices are [${leading}], want ${outer.length} inside [${outer}]`,
    );
  }
  if (!(maxRows >= 1) || !(maxColumns >= 1)) {
    throw new RangeError(`slicePlane: limits are ${maxRows} and ${maxColumns}, want at least 1`);
  }
  const [totalRows, totalColumns] = [1, 1, ...shape].slice(-2) as [number, number];
  const rowIndices = ends(totalRows, maxRows);
  const columnIndices = ends(totalColumns, maxColumns);
  const shown = tf.tidy(() => {
    const begin = [...leading, 0, 0];
    const size = [...leading.map(() => 1), totalRows, totalColumns];
    const whole = tf.reshape(tensor, [...outer, totalRows, totalColumns]);
    const matrix = tf.slice(whole, begin, size).reshape([totalRows, totalColumns]);
    return pick(pick(matrix, rowIndices, 0), columnIndices, 1);
  });
  try {
    const values = await shown.data();
    const width = columnIndices.length;
    const rows = rowIndices.map((_, i) => Array.from(values.slice(i * width, (i + 1) * width)));
    return { rows, rowIndices, columnIndices, totalRows, totalColumns };
  } finally {
    shown.dispose();
  }
}

/** The first and last places of an axis, at most `most` of them. */
function ends(size: number, most: number): number[] {
  const shown = Math.min(size, Math.floor(most));
  const front = Math.ceil(shown / 2);
  return Array.from({ length: shown }, (_, i) => (i < front ? i : size - shown + i));
}

/** Those places of one axis of a matrix. */
function pick(matrix: tf.Tensor, places: number[], axis: 0 | 1): tf.Tensor {
  const size = matrix.shape[axis] as number;
  if (places.length === size) return matrix;
  const front = Math.ceil(places.length / 2);
  const back = places.length - front;
  const part = (start: number, count: number) =>
    axis === 0
      ? tf.slice(matrix, [start, 0], [count, -1])
      : tf.slice(matrix, [0, start], [-1, count]);
  if (back === 0) return part(0, front);
  return tf.concat([part(0, front), part(size - back, back)], axis);
}
