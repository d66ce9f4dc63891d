import type { Layout } from "./layout.js";

/**
 * GLSL that reads a tensor `x`, whose layout `xLayout` is (across, rows, width, offset):
 *
 * - `xAt(i)`: its number i;
 * - `xRow(row)`: where a row starts, for the others; rows are counted through all matrices;
 * - `xNumber(start, c)`: the number in column c;
 * - `xPair(start, c)`: the numbers in columns c and c + 1, with c even;
 * - `xBlock(start, c)`: these and the two below them, with an even row of a matrix;
 * - `xColumn(start, c)`: the number in column c and the one below it, likewise.
 *
 * What lies outside a row or a matrix is any number.
 */
export function accessCode(name: string, { packed }: Pick<Layout, "packed">): string {
  const layout = `${name}Layout`;
  const texel = (i: string) =>
    `texelFetch(${name}Texture, ivec2(${i} % ${layout}.x, ${i} / ${layout}.x), 0)`;
  const shared = `
uniform highp sampler2D ${name}Texture;
uniform ivec4 ${layout};`;
  const flatIndex = `
float ${name}At(int i) {
  int row = i / ${layout}.z;
  return ${name}Number(${name}Row(row), i - row * ${layout}.z);
}`;
  if (!packed) {
    return `${shared}
ivec2 ${name}Row(int row) { return ivec2(row * ${layout}.z + ${layout}.w, 0); }
float ${name}Number(ivec2 start, int c) {
  int i = start.x + c;
  return ${texel("i")}.r;
}
vec2 ${name}Pair(ivec2 start, int c) { return vec2(${name}Number(start, c), ${name}Number(start, c + 1)); }
vec4 ${name}Block(ivec2 start, int c) {
  return vec4(${name}Pair(start, c), ${name}Pair(start, c + ${layout}.z));
}
vec2 ${name}Column(ivec2 start, int c) {
  return vec2(${name}Number(start, c), ${name}Number(start, c + ${layout}.z));
}
${flatIndex}`;
  }
  return `${shared}
ivec2 ${name}Row(int row) {
  int matrix = row / ${layout}.y;
  int r = row - matrix * ${layout}.y;
  int pairs = matrix * ((${layout}.y + 1) / 2) + r / 2;
  return ivec2(pairs * ((${layout}.z + 1) / 2), r & 1);
}
vec4 ${name}Block(ivec2 start, int c) {
  int i = start.x + c / 2;
  return ${texel("i")};
}
vec2 ${name}Column(ivec2 start, int c) {
  vec4 block = ${name}Block(start, c);
  return (c & 1) == 0 ? block.xz : block.yw;
}
vec2 ${name}Pair(ivec2 start, int c) {
  vec4 block = ${name}Block(start, c);
  return start.y == 0 ? block.xy : block.zw;
}
float ${name}Number(ivec2 start, int c) {
  vec2 pair = ${name}Pair(start, c);
  return (c & 1) == 0 ? pair.x : pair.y;
}
${flatIndex}`;
}
