import { accessCode } from "./accessCode.js";
import type { Launch } from "./launch.js";
import type { Layout } from "./layout.js";

type Read = { name: string; layout: Pick<Layout, "packed">; alike: boolean };

/** As `nanCode` for WGSL: drivers may give any number for `exp` and `log` of NaN, and may not know that `x != x`. */
const nanCode = `
bool isNan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
float exponential(float x) { return isNan(x) ? x : exp(x); }
float logarithm(float x) { return isNan(x) ? x : log(x); }
vec2 exponential(vec2 x) { return vec2(exponential(x.x), exponential(x.y)); }
vec4 exponential(vec4 x) { return vec4(exponential(x.xy), exponential(x.zw)); }`;

/**
 * A fragment shader. Its body assigns the outputs, which are
 *
 * - `texels`: `vec4`, four numbers of which the body sees the inputs' by name, as well as their `places`;
 * - `blocks`: `vec4`, those at `row` and `c`, c + 1, and below them; rows are counted through all matrices;
 * - `rows`: `vec2`, those at `row` and `c`, c + 1;
 * - `numbers`: `float`, number `i`.
 */
export function shaderCode(run: Launch, read: readonly Read[]): string {
  const { form, body, functions = "", outputs, integers = {}, floats = {} } = run;
  const type = { texels: "vec4", blocks: "vec4", rows: "vec2", numbers: "float" }[form];
  const place = {
    texels: "ivec4 places",
    blocks: "int row, int c",
    rows: "int row, int c",
    numbers: "int i",
  };
  const seen = form === "texels" ? read.map(({ name }) => `, vec4 ${name}`).join("") : "";
  const results = outputs.map((name) => `, out ${type} ${name}`).join("");
  return `#version 300 es
precision highp float;
precision highp int;
uniform ivec4 outLayout;
${Object.keys(integers)
  .map((name) => `uniform int ${name};`)
  .join("\n")}
${Object.keys(floats)
  .map((name) => `uniform float ${name};`)
  .join("\n")}
${outputs.map((name, i) => `layout(location = ${i}) out vec4 ${name}Out;`).join("\n")}
${nanCode}
${read.map(({ name, layout }) => accessCode(name, layout)).join("\n")}
${functions}
void work(${place[form]}${seen}${results}) {
${body}
}
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  int texel = at.y * outLayout.x + at.x;
  ${outputs.map((name) => `${type} ${name};`).join(" ")}
${mainOf(form, outputs, read)}
}`;
}

/** Where a packed texel's first number stands, and which of the four are there: tfjs relies on 0 for the others. */
const packedPlace = `
  int across = (outLayout.z + 1) / 2;
  int pairs = texel / across;
  int c = 2 * (texel - pairs * across);
  int down = (outLayout.y + 1) / 2;
  int matrix = pairs / down;
  int r = 2 * (pairs - matrix * down);
  int row = matrix * outLayout.y + r;
  bvec4 inside = bvec2(true, c + 1 < outLayout.z).xyxy;
  if (r + 1 >= outLayout.y) inside.zw = bvec2(false);`;

function mainOf(form: Launch["form"], outputs: readonly string[], read: readonly Read[]): string {
  const results = outputs.map((name) => `, ${name}`).join("");
  if (form === "numbers") {
    const written = outputs.map((name) => `  ${name}Out = vec4(${name}, 0.0, 0.0, 0.0);`);
    return `  work(texel${results});\n${written.join("\n")}`;
  }
  const write = (value: (name: string) => string) =>
    outputs.map((name) => `  ${name}Out = mix(vec4(0.0), ${value(name)}, inside);`).join("\n");
  if (form === "blocks")
    return `${packedPlace}\n  work(row, c${results});\n${write((name) => name)}`;
  if (form === "rows") {
    const below = outputs.map((name) => `, ${name}Below`).join("");
    return `${packedPlace}
  ${outputs.map((name) => `vec2 ${name}Below = vec2(0.0);`).join(" ")}
  work(row, c${results});
  if (r + 1 < outLayout.y) work(row + 1, c${below});
${write((name) => `vec4(${name}, ${name}Below)`)}`;
  }
  const four = (name: string) =>
    `vec4(${["x", "y", "z", "w"].map((part) => `${name}At(places.${part})`).join(", ")})`;
  const seen = read.map(({ name, alike }) =>
    alike ? `, texelFetch(${name}Texture, at, 0)` : `, ${four(name)}`,
  );
  return `${packedPlace}
  int first = row * outLayout.z + c;
  ivec4 places = first + ivec4(0, 1, outLayout.z, outLayout.z + 1);
  work(places${seen.join("")}${results});
${write((name) => name)}`;
}
