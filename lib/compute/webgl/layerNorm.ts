import type * as tf from "@tensorflow/tfjs";
import { sumColumns } from "./columns.js";
import { type GlCall, glKernel } from "./glKernel.js";

/** Rows and width of `[…, C]`. */
function sizesOf({ shape }: tf.TensorInfo) {
  const width = shape.at(-1) as number;
  return { width, rows: shape.reduce((product, n) => product * n, 1) / width };
}

/** GLSL: sums over a row, `step` for the numbers in column c and, where it is in the row, c + 1. */
const alongRow = (load: string, step: (part: "x" | "y") => string) => `
  for (int c = 0; c < width; c += 2) {
    ${load}
    ${step("x")}
    if (c + 1 < width) { ${step("y")} }
  }`;

/** Two launches: each row's mean and inverse deviation, then the numbers. */
export const layerNorm = glKernel<{ epsilon: number }>("LayerNorm", (call) => {
  const { attrs, input, pick, run } = call;
  const { shape } = input("x");
  const { rows, width } = sizesOf(input("x"));
  const [mean, inverse] = run({
    key: "layerNorm rows",
    form: "numbers",
    inputs: pick("x"),
    outputs: ["mean", "scale"],
    shape: [rows],
    integers: { width },
    floats: { epsilon: attrs.epsilon },
    body: `
  ivec2 start = xRow(i);
  float sum = 0.0;
  ${alongRow("vec2 numbers = xPair(start, c);", (part) => `sum += numbers.${part};`)}
  mean = sum / float(width);
  sum = 0.0;
  ${alongRow("vec2 apart = xPair(start, c) - mean;", (part) => `sum += apart.${part} * apart.${part};`)}
  scale = inversesqrt(sum / float(width) + epsilon);`,
  }) as [tf.TensorInfo, tf.TensorInfo];
  const [y] = run({
    key: "layerNorm",
    form: "rows",
    inputs: { ...pick("x", "gamma", "beta"), mean, inverse },
    outputs: ["y"],
    shape,
    body: `
  vec2 h = (xPair(xRow(row), c) - meanAt(row)) * inverseAt(row);
  y = h * gammaPair(gammaRow(0), c) + betaPair(betaRow(0), c);`,
  }) as [tf.TensorInfo];
  return [y, mean, inverse];
});

/** Three or four launches: each row's two sums, dx from them, and dgamma and dbeta down the columns. */
export const layerNormGradient = glKernel("LayerNormGradient", (call) => gradient(call, []));

/** As `LayerNormGradient`, with `earlier` added to dx. */
export const layerNormGradientAdded = glKernel("LayerNormGradientAdded", (call) =>
  gradient(call, ["earlier"]),
);

function gradient(call: GlCall<unknown>, added: string[]): tf.TensorInfo[] {
  const { input, pick, run, free } = call;
  const { rows, width } = sizesOf(input("x"));
  const inputs = pick("dy", "x", "gamma", "mean", "inverse");
  // g = dy · gamma, and how it goes along with h
  const [level, slope] = run({
    key: "layerNormGradient rows",
    form: "numbers",
    inputs,
    outputs: ["level", "slope"],
    shape: [rows],
    integers: { width },
    body: `
  ivec2 dyStart = dyRow(i);
  ivec2 xStart = xRow(i);
  ivec2 gammaStart = gammaRow(0);
  float center = meanAt(i);
  float scale = inverseAt(i);
  level = 0.0;
  slope = 0.0;
  ${alongRow(
    `vec2 g = dyPair(dyStart, c) * gammaPair(gammaStart, c);
    vec2 along = g * (xPair(xStart, c) - center) * scale;`,
    (part) => `level += g.${part}; slope += along.${part};`,
  )}
  level /= float(width);
  slope /= float(width);`,
  }) as [tf.TensorInfo, tf.TensorInfo];
  const [dx] = run({
    key: `layerNormGradient ${added}`,
    form: "rows",
    inputs: { ...inputs, ...pick(...added), level, slope },
    outputs: ["dx"],
    shape: input("x").shape,
    body: `
  float scale = inverseAt(row);
  vec2 h = (xPair(xRow(row), c) - meanAt(row)) * scale;
  vec2 g = dyPair(dyRow(row), c) * gammaPair(gammaRow(0), c);
  dx = (g - levelAt(row) - h * slopeAt(row)) * scale;
  ${added.map((name) => `dx += ${name}Pair(${name}Row(row), c);`).join("")}`,
  }) as [tf.TensorInfo];
  free(level, slope);
  const sums = sumColumns(call, {
    key: "layerNormGradient",
    inputs: pick("dy", "x", "mean", "inverse"),
    rows,
    width,
    terms: {
      dgamma: "dyPair(dyRow(row), c) * (xPair(xRow(row), c) - meanAt(row)) * inverseAt(row)",
      dbeta: "dyPair(dyRow(row), c)",
    },
  });
  return [dx, ...sums];
}
