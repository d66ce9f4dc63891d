import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

interface Call {
  inputs: Record<string, tf.TensorInfo>;
  backend: BackendWasm;
  attrs: Record<string, never>;
}

/** Without these the published WebAssembly backend cannot train; all else of it stays as it is. */
export function registerMissingKernels(): void {
  register("UnsortedSegmentSum", unsortedSegmentSum);
  register("Conv2DBackpropFilter", conv2dBackpropFilter);
}

function register(kernelName: string, run: (call: Call) => tf.TensorInfo): void {
  if (tf.getKernel(kernelName, "wasm")) throw new Error(`stock: ${kernelName} is not missing`);
  const kernelFunc = run as unknown as tf.KernelFunc;
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}

/** The embedding's gradient. */
function unsortedSegmentSum({ inputs, backend, attrs }: Call): tf.TensorInfo {
  const { x, segmentIds } = inputs as Record<"x" | "segmentIds", tf.TensorInfo>;
  const numSegments: number = attrs.numSegments as never;
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const width = tf.util.sizeFromShape(rowShape);
  const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
  const sums = backend.typedArrayFromHeap(out).fill(0);
  const rows = backend.typedArrayFromHeap(x);
  const segments = backend.typedArrayFromHeap(segmentIds);
  for (let row = 0; row < segments.length; row++) {
    const to = (segments[row] as number) * width;
    for (let i = 0; i < width; i++) (sums[to + i] as number) += rows[row * width + i] as number;
  }
  return out;
}

/**
 * The gradient of a convolution's filter: the pixels under each place of the filter, a row for each, times the
 * upstream gradient, so that the backend's own matrix product does the work by its fast path.
 */
function conv2dBackpropFilter({ inputs, backend, attrs }: Call): tf.TensorInfo {
  const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
  const filterShape: [number, number, number, number] = attrs.filterShape as never;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    attrs.strides as never,
    1,
    attrs.pad as never,
  );
  const { inHeight, inWidth, inChannels: I, outHeight, outWidth, padInfo } = info;
  const places = info.batchSize * outHeight * outWidth;
  const rows = info.filterHeight * info.filterWidth * I;
  const seen = backend.makeOutput([1, rows, places], "float32");
  const to = backend.typedArrayFromHeap(seen).fill(0);
  const from = backend.typedArrayFromHeap(x);
  for (let fy = 0, row = 0; fy < info.filterHeight; fy++) {
    for (let fx = 0; fx < info.filterWidth; fx++, row += I) {
      for (let place = 0; place < places; place++) {
        const ox = place % outWidth;
        const oy = Math.floor(place / outWidth) % outHeight;
        const image = Math.floor(place / (outWidth * outHeight));
        const inY = oy * info.strideHeight - padInfo.top + fy;
        const inX = ox * info.strideWidth - padInfo.left + fx;
        if (inY < 0 || inY >= inHeight || inX < 0 || inX >= inWidth) continue;
        const pixel = ((image * inHeight + inY) * inWidth + inX) * I;
        for (let i = 0; i < I; i++) to[(row + i) * places + place] = from[pixel + i] as number;
      }
    }
  }
  const product = tf.getKernel("BatchMatMul", "wasm").kernelFunc({
    inputs: { a: seen, b: { ...dy, shape: [1, places, info.outChannels] } },
    backend,
    attrs: { transposeA: false, transposeB: false },
  }) as tf.TensorInfo;
  backend.disposeData(seen.dataId);
  return { ...product, shape: filterShape };
}
