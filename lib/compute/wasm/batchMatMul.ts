import { type BatchMatMulAttrs, broadcast_util, type TensorInfo, util } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { compiledOf } from "./compiled.js";
import { type Call, callKernel, free, heap, input, kernel, reshaped } from "./kernel.js";
import { matrixAt, product } from "./product.js";

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

/** Below so many multiplications a matrix, the scalar loop beats setting up the SIMD path (measured). */
const smallProduct = 1024;

/**
 * Matrix products. Our compiled kernel does them where this browser runs it; the rest of this file is
 * for those without SIMD. The stock kernel takes its SIMD path only for two plain matrices; every
 * transposed or batched product, which is most of a backward pass, runs a scalar loop. Here transposed
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
  const { transposeA, transposeB } = attrs;
  const [a, b] = [input(call, "a"), input(call, "b")];
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    throw new Error(`matMul: a is ${a.dtype} and b is ${b.dtype}, want float32`);
  }
  const [m, k] = matrix(a, transposeA);
  const [k2, n] = matrix(b, transposeB);
  if (k !== k2)
    throw new Error(`matMul: a gives ${k} columns and b gives ${k2} rows, want as many`);
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(aBatch, bBatch);
  const count = util.sizeFromShape(batch);
  const out = backend.makeOutput([...batch, m, n], "float32");
  if (count * m * k * n === 0) {
    heap(backend, out).fill(0);
    return out;
  }
  const compiled = compiledOf(backend);
  if (compiled) {
    const aPlaces = places(aBatch, batch);
    const bPlaces = places(bBatch, batch);
    const [left, right, to] = [a, b, out].map((x) => backend.getMemoryOffset(x.dataId) >>> 0);
    for (let i = 0; i < count; i++) {
      product(
        compiled,
        matrixAt((left as number) + aPlaces(i) * m * k * 4, m, k, transposeA), // 4 bytes a number
        matrixAt((right as number) + bPlaces(i) * k * n * 4, k, n, transposeB),
        (to as number) + i * m * n * 4,
        [m, k, n],
      );
    }
    return out;
  }
  const aligned = aBatch.join() === bBatch.join();
  if (aligned && m * k * n < smallProduct) {
    whole(backend, { info: a, transposed: transposeA }, { info: b, transposed: transposeB }, out);
    return out;
  }
  const left = plain(backend, a, transposeA); // [..., M, K]
  const right = plain(backend, b, transposeB); // [..., K, N]
  if (aligned && count === 1) {
    whole(backend, { info: left, transposed: false }, { info: right, transposed: false }, out);
  } else {
    const aPlaces = places(aBatch, batch);
    const bPlaces = places(bBatch, batch);
    for (let i = 0; i < count; i++) {
      stockProduct(
        backend,
        { info: left, at: aPlaces(i) },
        { info: right, at: bPlaces(i) },
        out,
        i,
      );
    }
  }
  free(backend, left, right);
  return out;
}

/** Rows and columns of an operand as it is multiplied. */
function matrix({ shape }: TensorInfo, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

interface Operand {
  info: TensorInfo;
  transposed: boolean;
}

/** All of a · b in one call of the stock kernel. */
function whole(backend: BackendWasm, a: Operand, b: Operand, out: TensorInfo): void {
  const multiply = multipliers.get(backend) as Multiply;
  const id = (info: TensorInfo) => backend.dataIdMap.get(info.dataId).id;
  const shape = ({ shape }: TensorInfo) => {
    const three = [util.sizeFromShape(shape.slice(0, -2)), ...shape.slice(-2)];
    return new Uint8Array(new Int32Array(three).buffer);
  };
  multiply(
    id(a.info),
    shape(a.info),
    3,
    id(b.info),
    shape(b.info),
    3,
    Number(a.transposed),
    Number(b.transposed),
    id(out),
  );
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
function stockProduct(
  backend: BackendWasm,
  a: Place,
  b: Place,
  out: TensorInfo,
  index: number,
): void {
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
