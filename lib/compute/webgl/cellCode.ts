/**
 * GLSL for two positions of a head at once. Where D is even, a texel holds two columns of both, a `vec4`; else a head
 * may start within a texel, and a column of both is taken, a `vec2`.
 */
export interface CellCode {
  type: "vec4" | "vec2";
  /** Columns in one. */
  step: 1 | 2;
  load(tensor: string, start: string, column: string): string;
  /** Sets a block of four, from column c on. */
  each(result: string, at: (column: string) => string): string;
  /**
   * `products(a, b)`: each of a's positions with each of b's, (00, 01, 10, 11); `rowProducts(a, b)`: a's with b's own;
   * `weighted(w, x)`: the same four weights times x's positions; `upper(x)`: x with its second position 0.
   */
  functions: string;
}

/** @param D numbers in a head */
export function cellCode(D: number): CellCode {
  const even = D % 2 === 0;
  return {
    type: even ? "vec4" : "vec2",
    step: even ? 2 : 1,
    load: (tensor, start, column) => `${tensor}${even ? "Block" : "Column"}(${start}, ${column})`,
    each: (result, at) =>
      even
        ? `${result} = ${at("c")};`
        : `vec2 left = ${at("c")};
  vec2 right = ${at("c + 1")};
  ${result} = vec4(left.x, right.x, left.y, right.y);`,
    functions: even ? blocks : columns,
  };
}

const blocks = `
vec4 products(vec4 a, vec4 b) { return vec4(dot(a.xy, b.xy), dot(a.xy, b.zw), dot(a.zw, b.xy), dot(a.zw, b.zw)); }
vec2 rowProducts(vec4 a, vec4 b) { return vec2(dot(a.xy, b.xy), dot(a.zw, b.zw)); }
vec4 weighted(vec4 w, vec4 x) { return vec4(w.x * x.xy + w.y * x.zw, w.z * x.xy + w.w * x.zw); }
vec4 upper(vec4 x) { return vec4(x.xy, 0.0, 0.0); }`;

const columns = `
vec4 products(vec2 a, vec2 b) { return a.xxyy * b.xyxy; }
vec2 rowProducts(vec2 a, vec2 b) { return a * b; }
vec2 weighted(vec4 w, vec2 x) { return vec2(dot(w.xy, x), dot(w.zw, x)); }
vec2 upper(vec2 x) { return vec2(x.x, 0.0); }`;
