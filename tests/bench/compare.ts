/** One way of doing the work, measured. */
export interface Timing {
  name: string;
  /** Milliseconds a call, one for each round: the mean over the round's calls. */
  rounds: number[];
  median: number;
  min: number;
  max: number;
}

/**
 * Times several ways of doing the same work in turn, so that whatever else the machine does meets all
 * of them alike. Every other round goes through them backwards.
 *
 * @param ways each does the work once
 * @param options.rounds how often each gets its turn; default 9
 * @param options.calls in one turn; default 5
 */
export function compare(
  ways: Record<string, () => void>,
  { rounds = 9, calls = 5 }: { rounds?: number; calls?: number } = {},
): Timing[] {
  const entries = Object.entries(ways);
  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (const [, work] of entries) for (let i = 0; i < calls; i++) work(); // warm up
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of round % 2 ? entries.toReversed() : entries) {
      const start = performance.now();
      for (let i = 0; i < calls; i++) work();
      times.get(name)?.push((performance.now() - start) / calls);
    }
  }
  return [...times].map(([name, rounds]) => {
    return {
      name,
      rounds,
      median: median(rounds),
      min: Math.min(...rounds),
      max: Math.max(...rounds),
    };
  });
}

/** The middle number; of an even count, the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}
