import { median } from "../compare.js";
import { parityStep } from "./parity.js";
import type { TrainingResult } from "./results.js";

/** Prints one workload's table. */
export function report({ title, amount, sides }: TrainingResult): void {
  const step = parityStep(sides);
  const ours = median(sides[0]?.rounds ?? []);
  console.log(`\n${title}: milliseconds a step, medians over rounds`);
  const rows = sides
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ side, rounds, losses, memoryBytes }) => {
      const middle = median(rounds);
      return [
        side,
        {
          median: round(middle),
          fastest: round(Math.min(...rounds)),
          slowest: round(Math.max(...rounds)),
          rounds: rounds.length,
          [`${amount.unit}/s`]: Math.round((amount.count / middle) * 1000),
          [`times ${sides[0]?.side}`]: round(middle / ours),
          [`loss at ${step}`]: (losses[step - 1] as number).toFixed(4),
          "memory, MiB": round(memoryBytes / 2 ** 20),
        },
      ];
    });
  console.table(Object.fromEntries(rows));
  for (const { side, note } of sides) if (note) console.log(`${side}: ${note}`);
}

function round(number: number): number {
  return Number(number.toPrecision(3));
}
