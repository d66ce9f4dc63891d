import { gpuKernel, pick, sizeOf } from "./gpuKernel.js";

const groupSize = 64;

/** The mixing function of lib/tensor/counterBits.ts. */
const mixed = `
fn mixed(bits: u32) -> u32 {
  var x = (bits ^ (bits >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}`;

/** One launch; each place makes its own random bits. */
export const dropout = gpuKernel<{ seed: number; threshold: number; scale: number }>(
  "CounterDropout",
  (call) => {
    const { attrs, make, run } = call;
    const x = call.input("x");
    const y = make(x.shape);
    run({
      key: "dropout",
      groupSize,
      groups: Math.ceil(sizeOf(x) / groupSize),
      reads: pick(call, "x"),
      writes: { y },
      // The same 32 bits, as a signed number: a shader's numbers are i32 or f32 here.
      integers: { size: sizeOf(x), seed: attrs.seed | 0, threshold: attrs.threshold | 0 },
      floats: { scale: attrs.scale },
      source: () => ({
        functions: mixed,
        main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) {
    let bits = mixed(mixed(bitcast<u32>(numbers.seed)) ^ u32(i));
    if (bits >= bitcast<u32>(numbers.threshold)) { y[i] = x[i] * numbers.scale; } else { y[i] = 0.0; }
  }`,
      }),
    });
    return y;
  },
);
