import { type BatchMatMulAttrs, broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type Call, callKernel, free, input, kernel, reshaped } from "./kernel.js";

type Multiply = (
  aId: number,
  aShape: Uint8Array,
  aRank: number,
  bId: number,
  bShape: Uint8Array,
  bRank: number,
  transposeA: number,
  transposeB: number,
  outId: number,
) => void;

interface Emscripten {
  cwrap(name: string, result: null, parameters: string[]): Multiply;
}

const multipliers = new WeakMap<BackendWasm, Multiply>();

/** Ids for views; the backend counts its own from 1 and never gets here. */
let nextViewId = 2 ** 30;

/**
 * Matrix products. The stock kernel takes its SIMD path only for two plain matrices; every
 * transposed or batched product, which is most of a backward pass, ran a scalar loop. Here transposed
 * operands are transposed first and each matrix of a batch is multiplied where it lies.
 */
export const batchMatMul = kernel<BatchMatMulAttrs>("BatchMatMul", run, (backend) => {
  const { cwrap } = backend.wasm as unknown as Emscripten;
  const operand = ["number", "array", "number"]; // id, shape, rank
  const signature = [...operand, ...operand, "number", "number", "number"];
  multipliers.set(backend, cwrap("BatchMatMul", null, signature));
});

function run(call: Call<BatchMatMulAttrs>): TensorInfo {
  const { backend, attrs } = call;
  const [a, b] = [input(call, "a"), input(call, "b")];
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    throw new Error(`matMul: a is ${a.dtype} and b is ${b.dtype}, want float32`);
  }
  const left = plain(backend, a, attrs.transposeA); // [..., M, K]
  const right = plain(backend, b, attrs.transposeB); // [..., K, N]
  const [m, k] = left.shape.slice(-2) as [number, number];
  const [k2, n] = right.shape.slice(-2) as [number, number];
  if (k !== k2) {
    free(backend, left, right);
    throw new Error(`matMul: a gives ${k} columns and b gives ${k2} rows, want as many`);
  }
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const out = backend.makeOutput([...batch, m, n], "float32");
  const count = util.sizeFromShape(batch);
  const aPlaces = places(aBatch, batch);
  const bPlaces = places(bBatch, batch);
  if (util.sizeFromShape(out.shape) > 0 && k > 0) {
    for (let i = 0; i < count; i++) {
      product(backend, { info: left, at: aPlaces(i) }, { info: right, at: bPlaces(i) }, out, i);
    }
  } else (backend.typedArrayFromHeap(out) as Float32Array).fill(0);
  free(backend, left, right);
  return out;
}

/** The operand with its last two axes as they are multiplied; always to be freed. */
function plain(backend: BackendWasm, x: TensorInfo, transposed: boolean): TensorInfo {
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const batch = x.shape.slice(0, -2);
  if (!transposed) return reshaped(backend, x, x.shape);
  const swapped = [...batch, columns, rows];
  if (rows === 1 || columns === 1) return reshaped(backend, x, swapped);
  const flat = reshaped(backend, x, [util.sizeFromShape(batch), rows, columns]);
  const out = callKernel(backend, "Transpose", { x: flat }, { perm: [0, 2, 1] });
  free(backend, flat);
  return { ...out, shape: swapped };
}

/** For each matrix of the result, which matrix of an operand it takes. */
function places(own: number[], result: number[]): (index: number) => number {
  if (own.length === result.length && own.every((n, i) => n === result[i])) return (i) => i;
  const padded = [...new Array<number>(result.length - own.length).fill(1), ...own];
  return (index) => {
    let place = 0;
    let rest = index;
    let stride = 1;
    for (let axis = result.length - 1; axis >= 0; axis--) {
      const n = result[axis] as number;
      const at = rest % n;
      rest = Math.floor(rest / n);
      if (padded[axis] !== 1) place += at * stride;
      stride *= padded[axis] as number;
    }
    return place;
  };
}

interface Place {
  info: TensorInfo;
  at: number;
}

/** out[index] = a · b, each a matrix inside its tensor's memory. */
function product(backend: BackendWasm, a: Place, b: Place, out: TensorInfo, index: number): void {
  const multiply = multipliers.get(backend) as Multiply;
  const views = [view(backend, a), view(backend, b), view(backend, { info: out, at: index })];
  const [left, right, result] = views as [View, View, View];
  multiply(left.id, left.shape, 3, right.id, right.shape, 3, 0, 0, result.id);
  for (const { id } of views) backend.wasm.tfjs.disposeData(id); // the views, not their memory
}

interface View {
  id: number;
  shape: Uint8Array;
}

function view(backend: BackendWasm, { info, at }: Place): View {
  const [rows, columns] = info.shape.slice(-2) as [number, number];
  const size = rows * columns;
  const id = nextViewId++;
  const offset = backend.getMemoryOffset(info.dataId) + at * size * 4; // 4 bytes a number
  backend.wasm.tfjs.registerTensor(id, size, offset);
  return { id, shape: new Uint8Array(new Int32Array([1, rows, columns]).buffer) };
}
