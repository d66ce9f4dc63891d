import * as tf from "@tensorflow/tfjs";
import { heap, input, kernel } from "./kernel.js";

/**
 * Gather. With batchDims the stock kernel reads out of bounds, and always it copies the indices out
 * of the heap to check them; here each slice is one copy inside the heap.
 */
export const gather = kernel<tf.GatherV2Attrs>("GatherV2", (call) => {
  const { backend, attrs } = call;
  const [x, indices] = [input(call, "x"), input(call, "indices")];
  const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0] as number;
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } =
    tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as tf.Tensor,
      indices as tf.Tensor,
      axis,
      attrs.batchDims,
    );
  const out = backend.makeOutput(outputShape, x.dtype);
  const from = heap(backend, x);
  const to = heap(backend, out);
  const wanted = heap(backend, indices);
  const perBatch = wanted.length / batchSize;
  let at = 0;
  for (let batch = 0; batch < batchSize; batch++) {
    for (let outer = 0; outer < outerSize; outer++) {
      const start = (batch * outerSize + outer) * dimSize;
      for (let i = 0; i < perBatch; i++) {
        const index = wanted[batch * perBatch + i] as number;
        if (index < 0 || index >= dimSize) {
          backend.disposeData(out.dataId);
          throw new Error(`gather: an index is ${index}, want 0 to ${dimSize - 1}`);
        }
        const source = (start + index) * sliceSize;
        if (sliceSize === 1) to[at] = from[source] as number;
        else to.set(from.subarray(source, source + sliceSize), at);
        at += sliceSize;
      }
    }
  }
  return out;
});
