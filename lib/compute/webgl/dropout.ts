import { glKernel } from "./glKernel.js";

/** The mixing function of lib/tensor/counterBits.ts. */
const mixed = `
uvec4 mixed(uvec4 bits) {
  uvec4 x = (bits ^ (bits >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}`;

/** One launch; each place makes its own random bits. */
export const dropout = glKernel<{ seed: number; threshold: number; scale: number }>(
  "CounterDropout",
  ({ attrs, input, pick, run }) =>
    run({
      key: "dropout",
      form: "texels",
      inputs: pick("x"),
      outputs: ["y"],
      shape: input("x").shape,
      integers: { seed: attrs.seed | 0, threshold: attrs.threshold | 0 }, // the same 32 bits
      floats: { scale: attrs.scale },
      functions: mixed,
      body: `
  uvec4 bits = mixed(mixed(uvec4(seed)) ^ uvec4(places));
  bvec4 kept = greaterThanEqual(bits, uvec4(threshold));
  y = mix(vec4(0.0), x * scale, kept);`,
    }),
);
