import * as tf from "@tensorflow/tfjs";

/**
 * Running sums from the far end. The stock shader writes the axis's length into its source but not
 * into the key under which the source is kept, so a second length gives wrong sums; here the numbers
 * are turned round, summed from the near end, which needs no length, and turned back.
 *
 * @param stock the kernel that tfjs registers
 */
export function cumsum(stock: tf.KernelConfig): tf.KernelConfig {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const { axis, exclusive, reverse } = attrs as unknown as tf.CumsumAttrs;
    const x = inputs.x as tf.TensorInfo;
    const sums = (of: tf.TensorInfo) =>
      stock.kernelFunc({
        inputs: { x: of },
        attrs: { axis, exclusive, reverse: false },
        backend,
      }) as tf.TensorInfo;
    if (!reverse) return sums(x);
    const turn = tf.getKernel("Reverse", "webgpu");
    if (!turn) throw new Error("cumsum: the WebGPU backend has no kernel Reverse");
    const turned = (of: tf.TensorInfo) => {
      const dims = tf.util.parseAxisParam(axis, of.shape);
      return turn.kernelFunc({ inputs: { x: of }, attrs: { dims }, backend }) as tf.TensorInfo;
    };
    const { disposeData } = backend as tf.KernelBackend;
    const free = (info: tf.TensorInfo) => disposeData.call(backend, info.dataId);
    const front = turned(x);
    const summed = sums(front);
    const result = turned(summed);
    free(front);
    free(summed);
    return result;
  };
  return { ...stock, kernelFunc };
}
