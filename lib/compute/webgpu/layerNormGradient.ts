import type * as tf from "@tensorflow/tfjs";
import { type GpuCall, gpuKernel, pick, sizeOf } from "./gpuKernel.js";
import { combineCode, type Lanes, laneCode, sharesWork } from "./lanes.js";
import { rowLanes } from "./layerNorm.js";
import { own } from "./own.js";

/**
 * One launch: the first groups work on rows, for dx; the others on columns, for dgamma and dbeta. Both
 * need only what went in.
 */
export const layerNormGradient = gpuKernel("LayerNormGradient", (call) => gradient(call, false));

/** As `LayerNormGradient`, with `earlier` added to dx, in earlier's place: a shader sees 8 tensors at most. */
export const layerNormGradientAdded = gpuKernel("LayerNormGradientAdded", (call) =>
  gradient(call, true),
);

function gradient(call: GpuCall<unknown>, added: boolean): tf.TensorInfo[] {
  const { backend, make, run } = call;
  const x = call.input("x");
  const width = x.shape.at(-1) as number;
  const rows = sizeOf(x) / width;
  const dx = added ? own(call, call.input("earlier")) : make(x.shape);
  const [dgamma, dbeta] = [make([width]), make([width])];
  const sharing = sharesWork(backend);
  const alongRow = rowLanes(sharing);
  const downColumn: Lanes = sharing
    ? { lanes: 32, slots: 8, neighbours: false }
    : { lanes: 1, slots: 64, neighbours: false };
  const rowGroups = Math.ceil(rows / alongRow.slots);
  run({
    key: `layerNormGradient ${added} ${alongRow.lanes}`,
    groupSize: alongRow.lanes * alongRow.slots,
    groups: rowGroups + Math.ceil(width / downColumn.slots),
    reads: pick(call, "dy", "x", "gamma", "mean", "inverse"),
    writes: { dx, dgamma, dbeta },
    integers: { rows, width, rowGroups },
    source: () => ({
      functions: [
        combineCode("rowTotal", "a + b", alongRow),
        combineCode("columnTotal", "a + b", downColumn),
      ].join("\n"),
      main: `
  if (group < numbers.rowGroups) {
    ${laneCode(alongRow)}
    let place = group * ${alongRow.slots} + slot;
    let row = min(place, numbers.rows - 1);
    let start = row * numbers.width;
    let center = mean[row];
    let scale = inverse[row];
    var sum = 0.0; // of g = dy · gamma
    var sumAlong = 0.0; // of g · h
    for (var c = lane; c < numbers.width; c += ${alongRow.lanes}) {
      let g = dy[start + c] * gamma[c];
      sum += g;
      sumAlong += g * (x[start + c] - center) * scale;
    }
    let level = rowTotal(thread, sum) / f32(numbers.width);
    let slope = rowTotal(thread, sumAlong) / f32(numbers.width);
    if (place < numbers.rows) {
      for (var c = lane; c < numbers.width; c += ${alongRow.lanes}) {
        let h = (x[start + c] - center) * scale;
        let change = (dy[start + c] * gamma[c] - level - h * slope) * scale;
        dx[start + c] ${added ? "+=" : "="} change;
      }
    }
  } else {
    ${laneCode(downColumn)}
    let place = (group - numbers.rowGroups) * ${downColumn.slots} + slot;
    let c = min(place, numbers.width - 1);
    var sum = 0.0;
    var sumAlong = 0.0;
    for (var row = lane; row < numbers.rows; row += ${downColumn.lanes}) {
      let upstream = dy[row * numbers.width + c];
      sum += upstream;
      sumAlong += upstream * (x[row * numbers.width + c] - mean[row]) * inverse[row];
    }
    let level = columnTotal(thread, sum);
    let slope = columnTotal(thread, sumAlong);
    if (place < numbers.width && lane == 0) {
      dbeta[c] = level;
      dgamma[c] = slope;
    }
  }`,
    }),
  });
  return [dx, dgamma, dbeta];
}
