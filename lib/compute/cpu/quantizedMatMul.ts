import type * as tf from "@tensorflow/tfjs";

interface CpuBackend {
  data: { get(id: object): { values: Float32Array | Int32Array } };
  makeTensorInfo(shape: number[], dtype: "float32", values: Float32Array): tf.TensorInfo;
}

/** `x W` of a quantized matrix, in JavaScript; see `fused/quantizedMatMul.ts`. */
export const quantizedMatMul: tf.KernelConfig = {
  kernelName: "QuantizedMatMul",
  backendName: "cpu",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { data, makeTensorInfo } = backend as unknown as CpuBackend;
    const { bits, group, zero } = attrs as unknown as {
      bits: number;
      group: number;
      zero: number;
    };
    const numbers = (name: string) => data.get((inputs[name] as tf.TensorInfo).dataId).values;
    const [x, words, scales] = [numbers("x"), numbers("codes") as Int32Array, numbers("scales")];
    const zeros = inputs.zeros ? numbers("zeros") : undefined;
    const [B, I] = (inputs.x as tf.TensorInfo).shape as [number, number];
    const [O, across] = (inputs.codes as tf.TensorInfo).shape as [number, number];
    const perWord = 32 / bits;
    const y = new Float32Array(B * O);
    const row = new Float32Array(I); // one neuron's weights
    for (let o = 0; o < O; o++) {
      for (let i = 0; i < I; i++) {
        const word = words[o * across + Math.floor(i / perWord)] as number;
        const code = (word >>> (bits * (i % perWord))) & (2 ** bits - 1);
        const at = o * (I / group) + Math.floor(i / group);
        row[i] = (scales[at] as number) * (code - (zeros ? (zeros[at] as number) : zero));
      }
      for (let b = 0; b < B; b++) {
        let sum = 0;
        for (let i = 0; i < I; i++) sum += (x[b * I + i] as number) * (row[i] as number);
        y[b * O + o] = sum;
      }
    }
    return makeTensorInfo.call(backend, [B, O], "float32", y);
  },
};
