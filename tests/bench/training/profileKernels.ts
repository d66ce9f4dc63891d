/** Of a TensorFlow.js kernel, what the profile touches. */
interface Kernel {
  kernelName: string;
  kernelFunc: (call: never) => unknown;
}

/** One kernel's part of a run. */
export interface KernelTime {
  kernel: string;
  calls: number;
  /** Its own milliseconds, without those of kernels that it called. */
  ms: number;
}

/**
 * Runs work and measures each kernel meanwhile; on WebAssembly a kernel has ended when it returns.
 *
 * @returns the longest first, and last, as "(the rest)", the time outside all kernels
 */
export async function profileKernels(
  kernels: readonly Kernel[],
  work: () => Promise<unknown>,
): Promise<KernelTime[]> {
  const times = new Map<string, KernelTime>();
  const inner: number[] = []; // for each kernel that runs, the time of those it called
  const originals = kernels.map(({ kernelFunc }) => kernelFunc);
  for (const kernel of kernels) {
    const { kernelName, kernelFunc } = kernel;
    kernel.kernelFunc = (call) => {
      inner.push(0);
      const from = performance.now();
      try {
        return kernelFunc(call);
      } finally {
        const ms = performance.now() - from;
        const own = ms - (inner.pop() as number);
        if (inner.length > 0) (inner[inner.length - 1] as number) += ms;
        const time = times.get(kernelName) ?? { kernel: kernelName, calls: 0, ms: 0 };
        times.set(kernelName, { ...time, calls: time.calls + 1, ms: time.ms + own });
      }
    };
  }
  const from = performance.now();
  try {
    await work();
  } finally {
    kernels.forEach((kernel, i) => {
      kernel.kernelFunc = originals[i] as Kernel["kernelFunc"];
    });
  }
  const sorted = [...times.values()].sort((a, b) => b.ms - a.ms);
  const rest = sorted.reduce((ms, time) => ms - time.ms, performance.now() - from);
  return [...sorted, { kernel: "(the rest)", calls: 1, ms: rest }];
}
