import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { slicePlane } from "../../lib/tensor/slicePlane.js";

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** Runs with a tensor 0, 1, 2, … of a shape and frees it. */
async function counting<T>(shape: number[], run: (x: tf.Tensor) => Promise<T>): Promise<T> {
  const x = tf.tidy(() => tf.range(0, tf.util.sizeFromShape(shape)).reshape(shape));
  try {
    return await run(x);
  } finally {
    x.dispose();
  }
}

it("shows a small matrix whole", async () => {
  const plane = await counting([2, 3], (x) => slicePlane(x));
  expect(plane).toEqual({
    rows: [
      [0, 1, 2],
      [3, 4, 5],
    ],
    rowIndices: [0, 1],
    columnIndices: [0, 1, 2],
    totalRows: 2,
    totalColumns: 3,
  });
});

it("takes the plane at the leading indices", async () => {
  const plane = await counting([2, 3, 2, 2], (x) => slicePlane(x, [1, 2]));
  expect(plane.rows).toEqual([
    [20, 21],
    [22, 23],
  ]);
});

it("leaves out the middle of long axes", async () => {
  const plane = await counting([100, 7], (x) => slicePlane(x, [], { maxRows: 4, maxColumns: 3 }));
  expect(plane.rowIndices).toEqual([0, 1, 98, 99]);
  expect(plane.columnIndices).toEqual([0, 1, 6]);
  expect(plane.rows.map((row) => row[0])).toEqual([0, 7, 98 * 7, 99 * 7]);
  expect(plane.rows[3]).toEqual([693, 694, 699]);
  expect(plane).toMatchObject({ totalRows: 100, totalColumns: 7 });
});

it("shows a vector as one row and a scalar as one number", async () => {
  const vector = await counting([3], (x) => slicePlane(x));
  expect(vector).toMatchObject({ rows: [[0, 1, 2]], totalRows: 1, totalColumns: 3 });
  const scalar = await counting([], (x) => slicePlane(x));
  expect(scalar).toMatchObject({ rows: [[0]], rowIndices: [0], columnIndices: [0] });
});

it("shows an empty tensor as no rows", async () => {
  const x = tf.zeros([0, 3]);
  expect(await slicePlane(x)).toMatchObject({ rows: [], totalRows: 0, totalColumns: 3 });
  x.dispose();
});

it("has at each place the number of that row and column", async () => {
  const size = fc.integer({ min: 1, max: 9 });
  await fc.assert(
    fc.asyncProperty(size, size, size, size, async (rows, columns, maxRows, maxColumns) => {
      const limits = { maxRows, maxColumns };
      const plane = await counting([2, rows, columns], (x) => slicePlane(x, [1], limits));
      expect(plane.rowIndices.length).toBe(Math.min(rows, maxRows));
      for (const [i, row] of plane.rowIndices.entries()) {
        for (const [j, column] of plane.columnIndices.entries()) {
          expect(plane.rows[i]?.[j]).toBe(rows * columns + row * columns + column);
        }
      }
    }),
    { seed: 3, numRuns: 50 },
  );
});

it("refuses indices outside the tensor, limits below 1 and strings", async () => {
  await counting([2, 3, 4], async (x) => {
    const refusal = "slicePlane: leading indices are [2], want 1 inside [2]";
    await expect(slicePlane(x, [2])).rejects.toThrow(refusal);
    await expect(slicePlane(x, [-1])).rejects.toThrow("leading indices are [-1]");
    await expect(slicePlane(x, [])).rejects.toThrow("want 1 inside [2]");
    await expect(slicePlane(x, [0.5])).rejects.toThrow(RangeError);
    await expect(slicePlane(x, [0], { maxRows: 0 })).rejects.toThrow("limits are 0 and 12");
  });
  const words = tf.tensor1d(["a"]);
  await expect(slicePlane(words)).rejects.toThrow("slicePlane: the tensor holds string");
  words.dispose();
});
