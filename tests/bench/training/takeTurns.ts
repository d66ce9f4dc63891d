import type { Turn } from "./frame.js";
import type { KernelTime } from "./profileKernels.js";
import type { SideResult } from "./results.js";

/** A side that has started. */
export interface Running {
  name: string;
  note: string;
  train(steps: number): Promise<Turn>;
  profile?(steps: number): Promise<KernelTime[]>;
}

/** The step up to which every side trains at least, so that their losses can be compared there. */
const compared = 50;

/**
 * Lets every side train in turn, so that whatever else the machine does meets all of them alike. Every other round
 * goes through them backwards. All warm up by as many steps first.
 */
export async function takeTurns(
  sides: readonly Running[],
  { rounds, steps }: { rounds: number; steps: number },
): Promise<SideResult[]> {
  const warmUp = rounds < 7 ? 3 : Math.max(3, compared - rounds * steps);
  const results = new Map<Running, SideResult>();
  for (const running of sides) {
    const { losses, memoryBytes } = await running.train(warmUp);
    const { name, note } = running;
    results.set(running, { side: name, note, rounds: [], losses, memoryBytes });
  }
  for (let round = 0; round < rounds; round++) {
    for (const running of round % 2 ? sides.toReversed() : sides) {
      const { ms, losses, memoryBytes } = await running.train(steps);
      const result = results.get(running) as SideResult;
      result.rounds.push(ms / steps);
      result.losses.push(...losses);
      result.memoryBytes = Math.max(result.memoryBytes, memoryBytes);
    }
  }
  return [...results.values()];
}
