import type * as tf from "@tensorflow/tfjs";
import type { GlCall } from "./glKernel.js";
import { mostOutputs } from "./launch.js";

interface Columns {
  /** Names the shader. */
  key: string;
  inputs: Record<string, tf.TensorInfo>;
  rows: number;
  width: number;
  /** What is summed over the rows: GLSL of a `vec2`, columns c and c + 1 of `row`, for each sum. */
  terms: Record<string, string>;
  /** The sums' shape. Default `[width]`. */
  shape?: number[];
  /** The sums are multiplied by it. Default 1. */
  scale?: number;
}

/** Rows that one texel adds up: more would leave a GPU idle, fewer would leave more to the second pass. */
const most = 32;

/** Sums over rows, one pass of partial sums and one of whole ones; only the second where there are few rows. */
export function sumColumns(call: GlCall<unknown>, columns: Columns): tf.TensorInfo[] {
  const { key, inputs, rows, width, terms, shape = [width], scale = 1 } = columns;
  const names = Object.keys(terms);
  if (names.length > mostOutputs) throw new Error(`sumColumns: ${names.length} sums are too many`);
  // Balanced, so that neither pass is long.
  const span = rows <= 2 * most ? rows : Math.max(most, Math.ceil(Math.sqrt(rows)));
  const parts = Math.ceil(rows / span);
  if (parts === 1) {
    return call.run({
      key: `${key} columns`,
      form: "rows",
      inputs,
      outputs: names,
      shape,
      integers: { rows },
      floats: { scale },
      body: sumCode(terms, "0", "rows", "scale"),
    });
  }
  const partial = call.run({
    key: `${key} partial columns`,
    form: "rows",
    inputs,
    outputs: names,
    shape: [parts, width],
    integers: { rows, span },
    body: `
  int first = row * span;
${sumCode(terms, "first", "min(rows, first + span)", "1.0")}`,
  });
  const results = call.run({
    key: `whole columns ${names.length}`,
    form: "rows",
    inputs: Object.fromEntries(partial.map((part, i) => [`part${i}`, part])),
    outputs: partial.map((_, i) => `sum${i}`),
    shape,
    integers: { rows: parts },
    floats: { scale },
    body: sumCode(
      Object.fromEntries(partial.map((_, i) => [`sum${i}`, `part${i}Pair(part${i}Row(row), c)`])),
      "0",
      "rows",
      "scale",
    ),
  });
  call.free(...partial);
  return results;
}

function sumCode(terms: Record<string, string>, first: string, end: string, scale: string): string {
  const names = Object.keys(terms);
  return `
  ${names.map((name) => `${name} = vec2(0.0);`).join(" ")}
  for (int row = ${first}; row < ${end}; row++) {
    ${names.map((name) => `${name} += ${terms[name]};`).join("\n    ")}
  }
  ${names.map((name) => `${name} *= ${scale};`).join(" ")}`;
}
