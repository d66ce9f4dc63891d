import { glKernel } from "./glKernel.js";

const slope = Math.sqrt(2 / Math.PI);

/** Beyond 10 the tangent is 1 in float32; clamped, since drivers may make it of powers that overflow. */
const bend = `
vec4 bend(vec4 x) { return tanh(clamp(${slope} * (x + 0.044715 * x * x * x), -10.0, 10.0)); }`;

export const gelu = glKernel("Gelu", ({ input, pick, run }) =>
  run({
    key: "gelu",
    form: "texels",
    inputs: pick("x"),
    outputs: ["y"],
    shape: input("x").shape,
    functions: bend,
    body: "y = 0.5 * x * (1.0 + bend(x));",
  }),
);

export const geluGradient = glKernel("GeluGradient", ({ input, pick, run }) =>
  run({
    key: "geluGradient",
    form: "texels",
    inputs: pick("dy", "x"),
    outputs: ["dx"],
    shape: input("x").shape,
    functions: bend,
    body: `
  vec4 t = bend(x);
  vec4 inner = ${slope} * (1.0 + ${3 * 0.044715} * x * x);
  dx = dy * 0.5 * (1.0 + t + x * (1.0 - t * t) * inner);`,
  }),
);
