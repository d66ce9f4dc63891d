/** What a worker is told when it starts. */
export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** This worker's desk: `[state, function, number of arguments]` as int32, then the arguments as float64. */
  desk: SharedArrayBuffer;
}

/** The states of a worker's desk, and its size. What is asked may be taken back until it is running. */
export const desk = {
  ...{ idle: 0, asked: 1, running: 2, failed: 3 },
  ...{ argumentsAt: 16, mostArguments: 32 },
} as const;

/**
 * The whole program of a worker, which is started from this function's text and so knows nothing outside it. It waits
 * for work, does it, and says so, until it is terminated; it looks a while before it sleeps, since work comes in
 * quick succession.
 */
export function threadWorker(): void {
  const [idle, asked, running, failed, argumentsAt, looks] = [0, 1, 2, 3, 16, 2000];
  addEventListener("message", async ({ data }: MessageEvent<WorkerStart>) => {
    const { module, memory } = data;
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const functions = Object.values(exports) as ((...numbers: number[]) => number)[];
    const words = new Int32Array(data.desk, 0, 4);
    const numbers = new Float64Array(data.desk, argumentsAt);
    postMessage("ready");
    for (;;) {
      for (let look = 0; look < looks && Atomics.load(words, 0) !== asked; look++);
      while (Atomics.compareExchange(words, 0, asked, running) !== asked) {
        Atomics.wait(words, 0, idle);
      }
      let state = idle as number;
      try {
        const call = functions[words[1] as number] as (...numbers: number[]) => number;
        call(...numbers.subarray(0, words[2]));
      } catch {
        state = failed as number;
      }
      Atomics.store(words, 0, state);
    }
  });
}
