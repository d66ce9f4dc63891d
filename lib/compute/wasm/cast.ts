import type { CastAttrs } from "@tensorflow/tfjs";
import { heap, input, kernel, reshaped } from "./kernel.js";

/**
 * Cast. The stock kernel copies even when nothing changes, and its bool is a number cut to a byte:
 * 0.5 became false and 2 became 2.
 */
export const cast = kernel<CastAttrs>("Cast", (call) => {
  const { backend, attrs } = call;
  const x = input(call, "x");
  if (attrs.dtype === x.dtype) return reshaped(backend, x, x.shape);
  const out = backend.makeOutput(x.shape, attrs.dtype);
  const from = heap(backend, x);
  const to = heap(backend, out);
  if (attrs.dtype !== "bool") to.set(from);
  else for (let i = 0; i < from.length; i++) to[i] = from[i] === 0 ? 0 : 1;
  return out;
});
