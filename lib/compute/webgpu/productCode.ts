/** A matrix product `[M, K] · [K, N]` in WGSL; all texts are expressions, which may call what they please. */
export interface Product {
  /** Names its functions. */
  name: string;
  M: string;
  N: string;
  K: string;
  a(m: string, k: string): string;
  /** Whether a's numbers along k are neighbours in memory, else those along m are. */
  aAlongK: boolean;
  b(k: string, n: string): string;
  bAlongK: boolean;
  /** A statement. */
  write(m: string, n: string, value: string): string;
  /** A statement that takes b's sum over k; default: nobody wants it. */
  writeSum?(n: string, value: string): string;
}

/** A group of 64 threads computes a square of so many rows and columns, each thread 4 by 4 of it. */
export const tileSize = 32;
export const tileThreads = 64;
const depth = 16;

/** How many groups a product needs. */
export const tilesOf = (M: number, N: number) => Math.ceil(M / tileSize) * Math.ceil(N / tileSize);

/**
 * A WGSL function `name(tile, thread)` for one tile.
 *
 * @param sharing whether the threads fetch numbers for each other, which takes barriers
 */
export function productCode(product: Product, sharing: boolean): string {
  const { name, M, N } = product;
  const four = [0, 1, 2, 3];
  const sum = product.writeSum;
  const writeRow = (i: number) => `
  if (m0 + ${i} < ${M}) {
    ${four.map((j) => `if (n0 + ${j} < ${N}) { ${product.write(`(m0 + ${i})`, `(n0 + ${j})`, `c${i}[${j}]`)} }`).join("\n    ")}
  }`;
  return `
${sharing ? `var<workgroup> ${name}A: array<f32, ${depth * tileSize}>;\nvar<workgroup> ${name}B: array<f32, ${depth * tileSize}>;` : ""}
fn ${name}(tile: i32, thread: i32) {
  let across = (${N} + ${tileSize - 1}) / ${tileSize};
  let top = tile / across * ${tileSize};
  let left = tile % across * ${tileSize};
  let m0 = top + thread / 8 * 4;
  let n0 = left + thread % 8 * 4;
  ${four.map((i) => `var c${i} = vec4<f32>(0.0);`).join(" ")}
  ${sum ? "var sum = vec4<f32>(0.0);" : ""}
  ${sharing ? sharedLoop(product) : plainLoop(product)}
  ${four.map(writeRow).join("")}
  ${sum ? `if (m0 == 0) { ${four.map((j) => `if (n0 + ${j} < ${N}) { ${sum(`(n0 + ${j})`, `sum[${j}]`)} }`).join(" ")} }` : ""}
}`;
}

/** Every thread reads what it needs; outside the matrices it reads their edge, and nobody the result. */
function plainLoop({ M, N, K, a, b, writeSum }: Product): string {
  const four = [0, 1, 2, 3];
  return `
  ${four.map((i) => `let m${i + 1} = min(m0 + ${i}, ${M} - 1);`).join(" ")}
  ${four.map((j) => `let n${j + 1} = min(n0 + ${j}, ${N} - 1);`).join(" ")}
  for (var k = 0; k < ${K}; k++) {
    let b4 = vec4<f32>(${four.map((j) => b("k", `n${j + 1}`)).join(", ")});
    ${four.map((i) => `c${i} += ${a(`m${i + 1}`, "k")} * b4;`).join("\n    ")}
    ${writeSum ? "sum += b4;" : ""}
  }`;
}

/** The group copies a slice of each matrix into its own memory, zeros outside, and all compute from there. */
function sharedLoop({ name, M, N, K, a, aAlongK, b, bAlongK, writeSum }: Product): string {
  const four = [0, 1, 2, 3];
  const split = (alongK: boolean) =>
    alongK
      ? `let k = e % ${depth}; let o = e / ${depth};`
      : `let o = e % ${tileSize}; let k = e / ${tileSize};`;
  return `
  for (var start = 0; start < ${K}; start += ${depth}) {
    workgroupBarrier(); // the slices before have been used
    for (var e = thread; e < ${depth * tileSize}; e += ${tileThreads}) {
      {
        ${split(aAlongK)}
        var value = 0.0;
        if (top + o < ${M} && start + k < ${K}) { value = ${a("(top + o)", "(start + k)")}; }
        ${name}A[k * ${tileSize} + o] = value;
      }
      {
        ${split(bAlongK)}
        var value = 0.0;
        if (left + o < ${N} && start + k < ${K}) { value = ${b("(start + k)", "(left + o)")}; }
        ${name}B[k * ${tileSize} + o] = value;
      }
    }
    workgroupBarrier();
    for (var k = 0; k < ${depth}; k++) {
      let atA = k * ${tileSize} + m0 - top;
      let atB = k * ${tileSize} + n0 - left;
      let b4 = vec4<f32>(${four.map((j) => `${name}B[atB + ${j}]`).join(", ")});
      ${four.map((i) => `c${i} += ${name}A[atA + ${i}] * b4;`).join("\n      ")}
      ${writeSum ? "sum += b4;" : ""}
    }
  }`;
}
