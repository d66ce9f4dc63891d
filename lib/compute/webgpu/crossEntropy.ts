import { gpuKernel, pick } from "./gpuKernel.js";
import { combineCode, type Lanes, laneCode, sharesWork } from "./lanes.js";
import { rowLanes } from "./layerNorm.js";
import { nanCode } from "./nanCode.js";

/** Two launches: each row's log Σ eˣ, then the mean of what the right classes lack to it. */
export const crossEntropy = gpuKernel("CrossEntropy", (call) => {
  const { backend, make, run } = call;
  const [rows, classes] = call.input("logits").shape as [number, number];
  const [loss, logSumExp] = [make([]), make([rows])];
  const sharing = sharesWork(backend);
  const among = rowLanes(sharing);
  run({
    key: `crossEntropy rows ${among.lanes}`,
    groupSize: among.lanes * among.slots,
    groups: Math.ceil(rows / among.slots),
    reads: pick(call, "logits"),
    writes: { logSumExp },
    integers: { rows, classes },
    source: () => ({
      functions: [
        nanCode,
        combineCode("total", "a + b", among),
        combineCode("largest", "max(a, b)", among),
      ].join("\n"),
      main: `
  ${laneCode(among)}
  let place = group * ${among.slots} + slot;
  let start = min(place, numbers.rows - 1) * numbers.classes;
  var top = -3.4e38;
  for (var c = lane; c < numbers.classes; c += ${among.lanes}) { top = max(top, logits[start + c]); }
  top = largest(thread, top);
  var sum = 0.0;
  for (var c = lane; c < numbers.classes; c += ${among.lanes}) { sum += exponential(logits[start + c] - top); }
  sum = total(thread, sum);
  if (place < numbers.rows && lane == 0) { logSumExp[place] = top + logarithm(sum); }`,
    }),
  });
  const all: Lanes = { lanes: sharing ? 256 : 1, slots: 1, neighbours: true };
  run({
    key: `crossEntropy mean ${all.lanes}`,
    groupSize: all.lanes,
    groups: 1,
    reads: { ...pick(call, "logits", "labels"), logSumExp },
    writes: { loss },
    integers: { rows, classes },
    floats: { nan: Number.NaN },
    source: () => ({
      functions: combineCode("total", "a + b", all),
      main: `
  var sum = 0.0;
  for (var row = thread; row < numbers.rows; row += ${all.lanes}) {
    let label = labels[row];
    if (label >= 0 && label < numbers.classes) {
      sum += logSumExp[row] - logits[row * numbers.classes + label];
    } else { sum += numbers.nan; }
  }
  sum = total(thread, sum);
  if (thread == 0) { loss[0] = sum / f32(numbers.rows); }`,
    }),
  });
  return [loss, logSumExp];
});
