import * as tf from "@tensorflow/tfjs";

/** ArgMax or ArgMin. The stock kernel gives a vector's answer the shape [1] instead of []. */
export function argExtremum(stock: tf.KernelConfig): tf.KernelConfig {
  const kernelFunc: tf.KernelFunc = (call) => {
    const out = stock.kernelFunc(call) as tf.TensorInfo;
    const [axis] = tf.util.parseAxisParam(
      (call.attrs as unknown as tf.ArgMaxAttrs).axis,
      (call.inputs.x as tf.TensorInfo).shape,
    );
    const shape = (call.inputs.x as tf.TensorInfo).shape.filter((_, i) => i !== axis);
    return { ...out, shape };
  };
  return { ...stock, kernelFunc };
}
