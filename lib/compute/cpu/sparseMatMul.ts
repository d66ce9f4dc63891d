import type * as tf from "@tensorflow/tfjs";

interface CpuBackend {
  data: { get(id: object): { values: ArrayLike<number> } };
  makeTensorInfo(shape: number[], dtype: "float32", values: Float32Array): tf.TensorInfo;
}

/** `W x` of a matrix in compressed sparse rows, in JavaScript; see `fused/sparseMatMul.ts`. */
export const sparseMatMul: tf.KernelConfig = {
  kernelName: "SparseMatMul",
  backendName: "cpu",
  kernelFunc: ({ inputs, backend }) => {
    const { data, makeTensorInfo } = backend as unknown as CpuBackend;
    const numbers = (name: string) =>
      data.get((inputs[name] as tf.TensorInfo).dataId).values as Float32Array;
    const [values, columns, starts, x] = ["values", "columns", "starts", "x"].map(numbers) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const B = (inputs.x as tf.TensorInfo).shape[1] as number;
    const O = starts.length - 1;
    const y = new Float32Array(O * B);
    for (let o = 0; o < O; o++) {
      const end = starts[o + 1] as number;
      for (let at = starts[o] as number; at < end; at++) {
        const value = values[at] as number;
        const from = (columns[at] as number) * B;
        for (let b = 0; b < B; b++) {
          y[o * B + b] = (y[o * B + b] as number) + value * (x[from + b] as number);
        }
      }
    }
    return makeTensorInfo.call(backend, [O, B], "float32", y);
  },
};
