import { type UnsortedSegmentSumAttrs, util } from "@tensorflow/tfjs";
import { heap, input, kernel } from "./kernel.js";

/** Adds rows that share a segment: the gradient of an embedding. Missing in stock tfjs. */
export const unsortedSegmentSum = kernel<UnsortedSegmentSumAttrs>("UnsortedSegmentSum", (call) => {
  const { backend, attrs } = call;
  const [x, segmentIds] = [input(call, "x"), input(call, "segmentIds")];
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const width = util.sizeFromShape(rowShape);
  const out = backend.makeOutput([attrs.numSegments, ...rowShape], x.dtype);
  const sums = heap(backend, out).fill(0);
  const rows = heap(backend, x);
  for (const [row, segment] of heap(backend, segmentIds).entries()) {
    if (segment < 0 || segment >= attrs.numSegments) continue; // as on the other devices
    for (let i = 0; i < width; i++) {
      (sums[segment * width + i] as number) += rows[row * width + i] as number;
    }
  }
  return out;
});
