import { gpuKernel, pick, sizeOf } from "./gpuKernel.js";

const groupSize = 64;

/** Beyond 10 the tangent is 1 in float32; clamped, since drivers may make it of powers that overflow. */
const bend = `
fn bend(x: f32) -> f32 {
  return tanh(clamp(${Math.sqrt(2 / Math.PI)} * (x + 0.044715 * x * x * x), -10.0, 10.0));
}`;

export const gelu = gpuKernel("Gelu", (call) => {
  const x = call.input("x");
  const y = call.make(x.shape);
  call.run({
    key: "gelu",
    groupSize,
    groups: Math.ceil(sizeOf(x) / groupSize),
    reads: { x },
    writes: { y },
    integers: { size: sizeOf(x) },
    source: () => ({
      functions: bend,
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) { y[i] = 0.5 * x[i] * (1.0 + bend(x[i])); }`,
    }),
  });
  return y;
});

export const geluGradient = gpuKernel("GeluGradient", (call) => {
  const x = call.input("x");
  const dx = call.make(x.shape);
  call.run({
    key: "geluGradient",
    groupSize,
    groups: Math.ceil(sizeOf(x) / groupSize),
    reads: pick(call, "dy", "x"),
    writes: { dx },
    integers: { size: sizeOf(x) },
    source: () => ({
      functions: bend,
      main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) {
    let at = x[i];
    let t = bend(at);
    let inner = ${Math.sqrt(2 / Math.PI)} * (1.0 + ${3 * 0.044715} * at * at);
    dx[i] = dy[i] * 0.5 * (1.0 + t + at * (1.0 - t * t) * inner);
  }`,
    }),
  });
  return dx;
});
