import type { SideResult } from "./results.js";

/** How far the sides' losses may lie apart, as a part of the smallest. */
const tolerance = 0.02;

/** The step whose losses are compared: the 50th, or in a shorter run the last. */
export function parityStep(sides: readonly SideResult[]): number {
  const steps = sides.filter(({ losses }) => losses.length > 0).map(({ losses }) => losses.length);
  return Math.min(50, ...steps);
}

/**
 * Whether all sides have learnt the same; a faster step that learns differently does not count.
 *
 * @throws Error with a sentence that names the two that lie furthest apart
 */
export function assertParity(workload: string, sides: readonly SideResult[]): void {
  const step = parityStep(sides);
  const ran = sides
    .filter(({ losses }) => losses.length > 0)
    .map(({ side, losses }) => ({ side, loss: losses[step - 1] as number }))
    .sort((a, b) => a.loss - b.loss);
  const broken = ran.find(({ loss }) => !Number.isFinite(loss));
  if (broken) {
    throw new Error(
      `bench: after ${step} steps of ${workload}, ${broken.side} has loss ${broken.loss}`,
    );
  }
  const [low, high] = [ran[0], ran.at(-1)];
  if (!low || !high || high.loss <= low.loss * (1 + tolerance)) return;
  throw new Error(
    `bench: after ${step} steps of ${workload}, ${low.side} has loss ${low.loss.toFixed(4)} and ${high.side} ${high.loss.toFixed(4)}, more than ${tolerance * 100} % apart: they do not train the same model`,
  );
}
