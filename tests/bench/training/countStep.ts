import type { Work } from "../../../lib/compute/counters.js";
import { countWork } from "../../../lib/compute/counters.js";
import { sendWork } from "../../../lib/compute/sendWork.js";

/** Counts what one step that logs nothing asks of the device, after two that let it warm up. */
export async function countStep(
  step: () => { data(): Promise<unknown>; dispose(): void },
): Promise<Work> {
  for (let i = 0; i < 2; i++) {
    const loss = step();
    await loss.data();
    loss.dispose();
  }
  const stop = countWork();
  const loss = step();
  sendWork();
  const work = stop();
  await loss.data();
  loss.dispose();
  return work;
}
