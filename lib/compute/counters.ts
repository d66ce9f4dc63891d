import * as tf from "@tensorflow/tfjs";
import { hookDevice } from "./deviceHooks.js";

/** What a device did between two points. */
export interface Work {
  /** Programs that were started on a GPU; on WebAssembly and the CPU, kernels that ran. */
  launches: number;
  /** The same, by name. */
  byName: Record<string, number>;
  /** Bundles of commands sent to a GPU; only WebGPU has them. */
  submits: number;
  /** Tensors whose numbers went to the device. (The few numbers that a launch carries are not among them.) */
  uploads: number;
  uploadBytes: number;
  /** Tensors whose numbers were asked back from it. */
  readBacks: number;
  readBackBytes: number;
  /** Live tensors more than at the start; negative where more were freed. */
  tensors: number;
  /** Their bytes. */
  bytes: number;
}

// One device, so one set of hooks, however many count.
const counting = new Set<Work>();
let unhook: (() => void) | undefined;

/**
 * Counts what the open device does until the returned function is called:
 *
 *     const stop = countWork();
 *     step();
 *     const { launches, readBacks } = stop();
 *
 * Counts may overlap; while nobody counts, nothing is in the way. A device opened in between is not counted.
 */
export function countWork(): () => Work {
  const { numTensors, numBytes } = tf.memory();
  const work: Work = {
    launches: 0,
    byName: {},
    submits: 0,
    uploads: 0,
    uploadBytes: 0,
    readBacks: 0,
    readBackBytes: 0,
    tensors: 0,
    bytes: 0,
  };
  unhook ??= hookDevice({
    launched: (name) =>
      each((one) => {
        one.launches++;
        one.byName[name] = (one.byName[name] ?? 0) + 1;
      }),
    submitted: () => each((one) => one.submits++),
    uploaded: (bytes) =>
      each((one) => {
        one.uploads++;
        one.uploadBytes += bytes;
      }),
    readBack: (bytes) =>
      each((one) => {
        one.readBacks++;
        one.readBackBytes += bytes;
      }),
  });
  counting.add(work);
  return () => {
    if (!counting.delete(work)) return work; // stopped before
    if (counting.size === 0) {
      unhook?.();
      unhook = undefined;
    }
    const now = tf.memory();
    work.tensors = now.numTensors - numTensors;
    work.bytes = now.numBytes - numBytes;
    return work;
  };
}

function each(change: (work: Work) => void): void {
  for (const work of counting) change(work);
}
