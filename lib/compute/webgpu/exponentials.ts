import type * as tf from "@tensorflow/tfjs";
import { gpuKernel, sizeOf } from "./gpuKernel.js";
import { nanCode } from "./nanCode.js";

const groupSize = 64;

/**
 * A function of each number. Of NaN the stock shader may make infinity or 0, so that a training gone wrong looks well.
 *
 * @param stock the kernel that tfjs registers, which knows what to do with nothing
 */
const ofEach = (value: string) => (stock: tf.KernelConfig) => {
  const { kernelName } = stock;
  return gpuKernel(kernelName, (call) => {
    const x = call.input("x");
    const { inputs, backend } = call;
    if (sizeOf(x) === 0) return stock.kernelFunc({ inputs, backend, attrs: {} });
    const y = call.make(x.shape);
    call.run({
      key: kernelName,
      groupSize,
      groups: Math.ceil(sizeOf(x) / groupSize),
      reads: { x },
      writes: { y },
      integers: { size: sizeOf(x) },
      source: () => ({
        functions: nanCode,
        main: `
  let i = group * ${groupSize} + thread;
  if (i < numbers.size) { y[i] = ${value}; }`,
      }),
    });
    return y;
  });
};

export const exp = ofEach("exponential(x[i])");
export const sigmoid = ofEach("1.0 / (1.0 + exponential(-x[i]))");
