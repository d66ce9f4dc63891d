import type { Compiled } from "../../lib/compute/wasm/compiled.js";
import { kernelBinaries } from "../../lib/compute/wasm/kernelBinaries.js";
import { random } from "../../lib/tensor/random.js";

export type Variant = keyof typeof kernelBinaries;

/** One of the compiled modules on a memory of its own, with places for numbers in it. */
export async function startVariant(name: Variant) {
  const shared = name.endsWith("Shared");
  const memory = new WebAssembly.Memory(
    shared ? { initial: 64, maximum: 64, shared } : { initial: 64 },
  );
  const bytes = Uint8Array.from(atob(kernelBinaries[name]), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  const exports = instance.exports as unknown as Compiled;
  const scratch = 64;
  let free = 1 << 21;
  return {
    exports,
    scratch,
    /** Puts numbers into memory. @returns where */
    put(numbers: ArrayLike<number>): number {
      const at = free;
      new Float32Array(memory.buffer, at, numbers.length).set(numbers);
      free += numbers.length * 4 + 4; // so that not everything lies at multiples of 16
      return at;
    },
    get: (at: number, count: number) => [...new Float32Array(memory.buffer, at, count)],
    clear() {
      free = 1 << 21;
    },
  };
}

/** Products of many shapes against three loops in float64: what is wrong with them. */
export async function wrongProducts(name: Variant): Promise<string[]> {
  const module = await startVariant(name);
  const { exports, scratch, put, get } = module;
  const { normal } = random(1);
  const wrong: string[] = [];
  const sizes = [
    ...[1, 2, 5, 6, 7, 8, 9, 13, 16, 97].flatMap((n) => [
      [n, 3, 8],
      [6, n, 9],
      [7, 4, n],
    ]),
    [100, 257, 17],
    [13, 600, 11],
    [7, 5, 521],
  ] as [number, number, number][];
  for (const [rows, depth, columns] of sizes) {
    for (const [leftTurned, rightTurned, add] of [
      [false, false, false],
      [true, false, true],
      [false, true, false],
      [true, true, true],
    ] as const) {
      module.clear();
      const left = Array.from({ length: rows * depth }, () => Math.fround(normal()));
      const right = Array.from({ length: depth * columns }, () => Math.fround(normal()));
      const before = Array.from({ length: rows * columns }, () => Math.fround(normal()));
      const bias = Array.from({ length: columns }, () => Math.fround(normal()));
      const out = put(before);
      const [lr, ld] = leftTurned ? [1, rows] : [depth, 1];
      const [rd, rc] = rightTurned ? [1, depth] : [columns, 1];
      exports.multiply(
        ...[put(left), lr * 4, ld * 4],
        ...[put(right), rd * 4, rc * 4],
        ...[out, columns * 4, rows, depth, columns],
        ...[Number(add), add ? 0 : put(bias), scratch],
      );
      const got = get(out, rows * columns);
      got.forEach((x, at) => {
        const [i, j] = [Math.floor(at / columns), at % columns];
        let sum = (add ? before[at] : bias[j]) as number;
        for (let k = 0; k < depth; k++) {
          sum += (left[i * lr + k * ld] as number) * (right[k * rd + j * rc] as number);
        }
        if (Math.abs(x - sum) > 2e-5 * Math.sqrt(depth)) {
          wrong.push(`[${rows},${depth}]·[${depth},${columns}] at ${i},${j}: ${x}, want ${sum}`);
        }
      });
    }
  }
  return wrong.slice(0, 5);
}

/** The largest error of GELU against float64, relative to 1 or the value, over its whole range. */
export async function geluError(name: Variant): Promise<number> {
  const { exports, put, get } = await startVariant(name);
  const xs = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 100));
  const [x, y] = [put(xs), put(new Array(xs.length).fill(0))];
  exports.gelu(x, y, xs.length);
  const got = get(y, xs.length);
  return Math.max(
    ...xs.map((x, i) => {
      const u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
      const want = (x / 2) * (1 + Math.tanh(u));
      return Math.abs((got[i] as number) - want) / Math.max(1, Math.abs(want));
    }),
  );
}

/** `log Σ eˣ` of rows from tiny to huge, and of rows with NaN or an infinity, as the module gives it. */
export async function logSumExps(name: Variant, rows: number[][]): Promise<number[]> {
  const { exports, put, get } = await startVariant(name);
  return rows.map((row) => {
    const out = put([0]);
    exports.crossEntropy(put(row), put([0]), out, 1, row.length); // label 0, as bits and as a number
    return get(out, 1)[0] as number;
  });
}
