import { gpuKernel, pick, sizeOf } from "./gpuKernel.js";
import { combineCode, type Lanes, laneCode, sharesWork } from "./lanes.js";

/** One launch: a row's lanes add up its mean, then its variance, then write it. */
export const layerNorm = gpuKernel<{ epsilon: number }>("LayerNorm", (call) => {
  const { attrs, backend, make, run } = call;
  const x = call.input("x");
  const width = x.shape.at(-1) as number;
  const rows = sizeOf(x) / width;
  const [y, mean, inverse] = [make(x.shape), make([rows]), make([rows])];
  const among = rowLanes(sharesWork(backend));
  run({
    key: `layerNorm ${among.lanes}`,
    groupSize: among.lanes * among.slots,
    groups: Math.ceil(rows / among.slots),
    reads: pick(call, "x", "gamma", "beta"),
    writes: { y, mean, inverse },
    integers: { rows, width },
    floats: { epsilon: attrs.epsilon },
    source: () => ({
      functions: combineCode("total", "a + b", among),
      main: `
  ${laneCode(among)}
  let place = group * ${among.slots} + slot;
  let row = min(place, numbers.rows - 1);
  let start = row * numbers.width;
  var sum = 0.0;
  for (var c = lane; c < numbers.width; c += ${among.lanes}) { sum += x[start + c]; }
  let center = total(thread, sum) / f32(numbers.width);
  sum = 0.0;
  for (var c = lane; c < numbers.width; c += ${among.lanes}) {
    let apart = x[start + c] - center;
    sum += apart * apart;
  }
  let scale = inverseSqrt(total(thread, sum) / f32(numbers.width) + numbers.epsilon);
  if (place < numbers.rows) {
    for (var c = lane; c < numbers.width; c += ${among.lanes}) {
      y[start + c] = (x[start + c] - center) * scale * gamma[c] + beta[c];
    }
    if (lane == 0) {
      mean[row] = center;
      inverse[row] = scale;
    }
  }`,
    }),
  });
  return [y, mean, inverse];
});

/** How the threads of a group divide rows among them. */
export function rowLanes(sharing: boolean): Lanes {
  return sharing
    ? { lanes: 64, slots: 4, neighbours: true }
    : { lanes: 1, slots: 64, neighbours: true };
}
