import type { Work } from "../../../lib/compute/counters.js";
import type { DeviceLimits } from "../../../lib/compute/measureDevice.js";
import { decodeTask } from "./decodeTask.js";
import { type KernelTime, profileKernels } from "./profileKernels.js";
import type { Side, Start } from "./task.js";

/** What one turn of a side took and gave. */
export interface Turn {
  ms: number;
  losses: number[];
  /** WebAssembly memory of this side, which never shrinks: its peak. Of PyTorch, what training added to its peak. */
  memoryBytes: number;
}

/** What the bench calls in a side's frame. */
export interface Frame {
  ready: Promise<{ note: string; software: boolean }>;
  train(steps: number): Promise<Turn>;
  /** Where a step's time goes; empty where a side does not say. */
  profile(steps: number): Promise<KernelTime[]>;
  /** What one step asks of the device; undefined where a side does not say. */
  count(): Promise<Work | undefined>;
  limits(): Promise<DeviceLimits | undefined>;
}

declare global {
  var bench: Frame | undefined;
}

// At once: a library may make its memory while it loads.
const memories = watchMemories();

/** Makes this frame a side of the bench. */
export function serve(start: Start): void {
  const starting = (async (): Promise<Side> => {
    const response = await fetch("/task.json");
    return start(decodeTask(await response.text()));
  })();
  globalThis.bench = {
    ready: starting.then(({ note = "", software = false }) => ({ note, software })),
    async train(steps) {
      const side = await starting;
      const from = performance.now();
      const losses = await side.train(steps);
      const ms = performance.now() - from;
      let memoryBytes = 0;
      for (const memory of memories) memoryBytes += memory.buffer.byteLength;
      return { ms, losses, memoryBytes };
    },
    async profile(steps) {
      const { kernels, train } = await starting;
      return kernels ? profileKernels(kernels, () => train(steps)) : [];
    },
    count: async () => (await starting).count?.(),
    limits: async () => (await starting).limits?.(),
  };
}

/** Collects every WebAssembly memory that is made from now on in this frame. */
function watchMemories(): Set<WebAssembly.Memory> {
  const memories = new Set<WebAssembly.Memory>();
  const Memory = WebAssembly.Memory;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.add(this);
    }
  } as typeof Memory;
  for (const name of ["instantiate", "instantiateStreaming"] as const) {
    const original = WebAssembly[name] as (...args: unknown[]) => Promise<unknown>;
    const watched = async (...args: unknown[]) => {
      const made = (await original.apply(WebAssembly, args)) as WebAssembly.Instance & {
        instance?: WebAssembly.Instance;
      };
      for (const value of Object.values((made.instance ?? made).exports)) {
        if (value instanceof Memory) memories.add(value);
      }
      return made;
    };
    Object.assign(WebAssembly, { [name]: watched });
  }
  return memories;
}
