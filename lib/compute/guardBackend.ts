import type { KernelBackend } from "@tensorflow/tfjs";
import { DeviceLostError } from "./deviceLostError.js";

type Method = (...args: unknown[]) => unknown;

/** The doors through which every kernel of the WebGPU and WebGL backends passes. */
const doors = [
  "write",
  "incRef",
  "readSync",
  "readToGPU",
  "uploadToGPU",
  "runWebGPUProgram",
  "runWebGLProgram",
];

/** How long a failed read waits for the news that the device is gone, in ms. */
const newsDelayMs = 500;
/** The same where the browser itself broke the read off, which is mostly for a loss. */
const brokenOffDelayMs = 5000;

export interface Guard {
  /** Rejects the reads that wait for a device that is gone. */
  rejectPending(): void;
}

/**
 * Makes a GPU backend honest about its own loss. tfjs hangs (WebGL) or computes with dead buffers
 * (WebGPU) instead; here every pending read rejects and every later operation throws.
 *
 * @param sentence the message of each DeviceLostError
 * @param isLost asked before each operation and after each read
 */
export function guardBackend(
  backend: KernelBackend,
  sentence: string,
  isLost: () => boolean,
): Guard {
  const target = backend as unknown as Record<string, Method | undefined>;
  const pending = new Set<(error: Error) => void>();
  const refuseIfLost = () => {
    if (isLost()) throw new DeviceLostError(sentence);
  };
  for (const door of doors) {
    const original = target[door]?.bind(backend);
    if (!original) continue;
    target[door] = (...args) => {
      refuseIfLost();
      return original(...args);
    };
  }
  const read = backend.read.bind(backend);
  backend.read = (dataId) =>
    new Promise((resolve, reject) => {
      refuseIfLost();
      pending.add(reject);
      const settle = (finish: () => void) => {
        if (!pending.delete(reject)) return; // rejected already
        finish();
      };
      read(dataId).then(
        (values) =>
          settle(() => (isLost() ? reject(new DeviceLostError(sentence)) : resolve(values))),
        (error) => {
          const brokenOff = error instanceof DOMException;
          const delayMs = brokenOff ? brokenOffDelayMs : newsDelayMs;
          setTimeout(() => settle(() => reject(error)), delayMs);
        },
      );
    });
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    try {
      return disposeData(dataId, force);
    } catch (error) {
      if (isLost()) return true; // its memory went with the device
      throw error;
    }
  };
  const rejectPending = () => {
    for (const reject of pending) reject(new DeviceLostError(sentence));
    pending.clear();
  };
  return { rejectPending };
}
