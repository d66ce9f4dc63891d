/**
 * TensorFlow.js's threaded build starts eight workers of its own, whose loading it waits for, and would then compute in
 * one thread all the same. While it starts, they are dummies: that saves their memory, and a browser that refuses
 * workers does not keep it from starting.
 *
 * @param start starts the backend
 */
export async function withoutStockThreads<Result>(start: () => Promise<Result>): Promise<Result> {
  const { Worker } = globalThis;
  globalThis.Worker = new Proxy(Worker, {
    construct: (target, given: ConstructorParameters<typeof Worker>) =>
      given.length === 1 && String(given[0]).startsWith("blob:")
        ? new Dummy()
        : Reflect.construct(target, given),
  });
  try {
    return await start();
  } finally {
    globalThis.Worker = Worker;
  }
}

/** Says that it has loaded, and does nothing. */
class Dummy extends EventTarget {
  onmessage: ((event: { data: object }) => void) | undefined;

  postMessage({ cmd }: { cmd?: string }): void {
    if (cmd === "load") queueMicrotask(() => this.onmessage?.({ data: { cmd: "loaded" } }));
  }

  terminate(): void {}
}
