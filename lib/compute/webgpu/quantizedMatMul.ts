import { gpuKernel, pick } from "./gpuKernel.js";
import { combineCode, laneCode, sharesWork } from "./lanes.js";
import { rowLanes } from "./layerNorm.js";

interface Attributes {
  bits: number;
  group: number;
  zero: number;
}

/** Rows of x that a thread multiplies with a weight once it has unpacked it. */
const rows = 4;

/** `x W` of a quantized matrix, one launch, a neuron's lanes side by side; see `fused/quantizedMatMul.ts`. */
export const quantizedMatMul = gpuKernel<Attributes>("QuantizedMatMul", (call) => {
  const { attrs, backend, inputs, input, make, run } = call;
  const { bits, group: share, zero } = attrs;
  const [B, I] = input("x").shape as [number, number];
  const [O, words] = input("codes").shape as [number, number];
  const y = make([B, O]);
  const among = rowLanes(sharesWork(backend));
  const sums = O * Math.ceil(B / rows);
  const own = inputs.zeros ? ["zeros"] : [];
  const each = Array.from({ length: rows }, (_, j) => j);
  run({
    key: `quantizedMatMul ${among.lanes} ${own}`,
    groupSize: among.lanes * among.slots,
    groups: Math.ceil(sums / among.slots),
    reads: pick(call, "x", "codes", "scales", ...own),
    writes: { y },
    integers: { B, I, O, words, share, bits, sums },
    floats: { zero },
    source: () => ({
      functions: combineCode("total", "a + b", among),
      main: `
  ${laneCode(among)}
  let place = group * ${among.slots} + slot;
  let sum = min(place, numbers.sums - 1);
  let o = sum % numbers.O;
  let b = sum / numbers.O * ${rows};
  ${each.map((j) => `let row${j} = min(b + ${j}, numbers.B - 1) * numbers.I;`).join("\n  ")}
  let perWord = 32 / numbers.bits;
  let most = (1u << u32(numbers.bits)) - 1u;
  var found = vec4<f32>(0.0);
  for (var i = lane; i < numbers.I; i += ${among.lanes}) {
    let word = bitcast<u32>(codes[o * numbers.words + i / perWord]);
    let code = f32((word >> u32(i % perWord * numbers.bits)) & most);
    let at = o * (numbers.I / numbers.share) + i / numbers.share;
    let weight = (code - ${inputs.zeros ? "zeros[at]" : "numbers.zero"}) * scales[at];
    found += weight * vec4<f32>(${each.map((j) => `x[row${j} + i]`).join(", ")});
  }
  ${each.map((j) => `let y${j} = total(thread, found[${j}]);`).join("\n  ")}
  if (place < numbers.sums && lane == 0) {
    ${each.map((j) => `if (b + ${j} < numbers.B) { y[(b + ${j}) * numbers.O + o] = y${j}; }`).join("\n    ")}
  }`,
    }),
  });
  return y;
});
