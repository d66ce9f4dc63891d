export interface Selection {
  workloads: string[];
  sides: string[];
  rounds: number;
  /** Whether to say where the time goes, kernel by kernel. */
  profile: boolean;
  /** In how many threads our WebAssembly may compute. */
  threads: number;
}

/**
 * Reads the words after `npm run bench -- training`: names of workloads and sides (all of a kind of which none is
 * named), `rounds=3` for a quick look, `threads=2` to let ours have as many beside ours in one, and `profile`.
 *
 * @throws Error that lists what there is, if a word is neither
 */
export function selection(
  words: readonly string[],
  known: { workloads: readonly string[]; sides: readonly string[] },
): Selection {
  const chosen: Selection = { workloads: [], sides: [], rounds: 7, profile: false, threads: 1 };
  for (const word of words) {
    const rounds = /^rounds=(\d+)$/.exec(word)?.[1];
    const threads = /^threads=(\d+)$/.exec(word)?.[1];
    if (rounds !== undefined && Number(rounds) > 0) chosen.rounds = Number(rounds);
    else if (threads !== undefined && Number(threads) > 0) chosen.threads = Number(threads);
    else if (word === "profile") chosen.profile = true;
    else if (known.workloads.includes(word)) chosen.workloads.push(word);
    else if (known.sides.includes(word)) chosen.sides.push(word);
    else {
      throw new Error(
        `bench: got ${word}, want workloads (${known.workloads.join(", ")}), sides (${known.sides.join(", ")}) rounds=7, threads=2 or profile`,
      );
    }
  }
  if (chosen.workloads.length === 0) chosen.workloads = [...known.workloads];
  if (chosen.sides.length === 0) chosen.sides = [...known.sides];
  return chosen;
}
