import * as tf from "@tensorflow/tfjs";
import { compiledKernel } from "./compiledKernels.js";
import { input } from "./kernel.js";

/**
 * Sums, over leading axes without the transposed copy that the stock kernel makes; others are left to it.
 *
 * @param stock the kernel that this one replaces
 */
export const sum = (stock: tf.KernelConfig) =>
  compiledKernel<tf.SumAttrs>("Sum", (call) => {
    const { inputs, backend, attrs, exports, at, place, make } = call;
    const x = input(call, "x");
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const leading = axes.length > 0 && axes.every((axis, i) => axis === i);
    const kept = x.shape.slice(axes.length);
    const width = tf.util.sizeFromShape(kept);
    if (!leading || kept.length === 0 || x.dtype !== "float32" || width === 0) {
      return stock.kernelFunc({
        inputs: inputs as tf.NamedTensorInfoMap,
        backend,
        attrs: attrs as unknown as tf.NamedAttrMap,
      }) as tf.TensorInfo;
    }
    const out = make(kept);
    exports.columnSums(at("x"), place(out), tf.util.sizeFromShape(x.shape) / width, width);
    return attrs.keepDims ? { ...out, shape: [...axes.map(() => 1), ...kept] } : out;
  });
