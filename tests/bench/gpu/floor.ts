import type { DeviceLimits } from "../../../lib/compute/measureDevice.js";

/** What a step cannot do without. */
export interface StepNeeds {
  launches: number;
  /** Additions and multiplications. */
  flops: number;
  /** That must go to or from the device's memory at least. */
  bytes: number;
}

/**
 * The least milliseconds that a step can take on a device: its launches, and then whichever takes longer, the arithmetic
 * at its peak or the memory at its bandwidth.
 */
export function floorMs({ launches, flops, bytes }: StepNeeds, limits: DeviceLimits): number {
  const { launchMicroseconds, bytesPerSecond, flopsPerSecond } = limits;
  return (
    launches * launchMicroseconds * 1e-3 +
    1e3 * Math.max(flops / flopsPerSecond, bytes / bytesPerSecond)
  );
}

/**
 * What a GPT's training step needs: three times a forward pass's products; and of each parameter's number four reads (itself,
 * its gradient, Adam's two means), three writes, and its gradient's own. What lies between the layers is left out, so the
 * floor is a low one.
 *
 * @param forwardFlops of one sequence
 */
export function trainingNeeds(
  forwardFlops: number,
  { batch, parameters, launches }: { batch: number; parameters: number; launches: number },
): StepNeeds {
  return { launches, flops: 3 * batch * forwardFlops, bytes: 8 * 4 * parameters };
}
