import * as tf from "@tensorflow/tfjs";
import { sumColumns } from "./columns.js";
import { type GlCall, glKernel } from "./glKernel.js";

/** tfjs's own products, two launches, and db down the columns, one or two more. */
export const linearGradient = glKernel("LinearGradient", (call) => {
  const { input, pick } = call;
  const [dy, x, weight] = [input("dy"), input("x"), input("weight")];
  const [rows, width] = dy.shape as [number, number];
  const terms = { dbias: "dyPair(dyRow(row), c)" };
  return [
    product(call, dy, weight, { transposeA: false, transposeB: true }),
    product(call, x, dy, { transposeA: true, transposeB: false }),
    ...sumColumns(call, { key: "linearGradient", inputs: pick("dy"), rows, width, terms }),
  ];
});

function product(
  { backend }: GlCall<unknown>,
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  attrs: { transposeA: boolean; transposeB: boolean },
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel("BatchMatMul", "webgl") as tf.KernelConfig;
  return kernelFunc({ inputs: { a, b }, backend, attrs }) as tf.TensorInfo;
}
