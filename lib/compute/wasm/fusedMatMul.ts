import type { _FusedMatMulAttrs, TensorInfo } from "@tensorflow/tfjs";
import { compiledKernel } from "./compiledKernels.js";
import { callKernel, free, input } from "./kernel.js";
import { matrixAt, product } from "./product.js";

/** The kernel of each activation that tfjs can fuse with a product. */
const activations: Record<string, string> = {
  relu: "Relu",
  relu6: "Relu6",
  sigmoid: "Sigmoid",
  elu: "Elu",
  leakyrelu: "LeakyRelu",
  prelu: "Prelu",
};

/** `activation(a · b + bias)`. The stock kernel takes its SIMD path for two plain matrices only. */
export const fusedMatMul = compiledKernel<_FusedMatMulAttrs>("_FusedMatMul", (call) => {
  const { backend, inputs, attrs, at, make } = call;
  const { transposeA, transposeB, activation, leakyreluAlpha } = attrs;
  const [a, b] = [input(call, "a"), input(call, "b")];
  const { bias, preluActivationWeights: alpha } = inputs;
  let out: TensorInfo;
  // tfjs gives two matrices as two batches of one.
  if (isMatrix(a) && isMatrix(b) && bias?.shape.length === 1) {
    const [m, k] = matrix(a, transposeA);
    const n = matrix(b, transposeB)[1];
    out = make([...a.shape.slice(0, -2), m, n]);
    product(
      call,
      matrixAt(at("a"), m, k, transposeA),
      matrixAt(at("b"), k, n, transposeB),
      call.place(out),
      [m, k, n],
      at("bias"),
    );
  } else {
    out = callKernel(backend, "BatchMatMul", { a, b }, { transposeA, transposeB });
    if (bias) out = then(callKernel(backend, "Add", { a: out, b: bias }), out);
  }
  if (!activation || activation === "linear") return out;
  const name = activations[activation];
  if (!name)
    throw new Error(
      `fusedMatMul: the activation is ${activation}, want ${Object.keys(activations)}`,
    );
  const operands = alpha ? { x: out, alpha } : { x: out };
  return then(callKernel(backend, name, operands, { alpha: leakyreluAlpha }), out);

  function then(next: TensorInfo, used: TensorInfo): TensorInfo {
    free(backend, used);
    return next;
  }
});

const isMatrix = ({ shape }: TensorInfo) => shape.slice(0, -2).every((size) => size === 1);

function matrix({ shape }: TensorInfo, transposed: boolean): [rows: number, columns: number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}
