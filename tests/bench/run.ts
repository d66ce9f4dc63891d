import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Timing } from "./compare.js";

interface Result {
  device: string;
  /** The first way's median over the second's. */
  ratio: number;
  timings: Timing[];
}

interface Bench {
  /** @param words what stands behind its name on the command line */
  bench(words: readonly string[]): Promise<object[]>;
  /** Whether it prints its results itself, as it gets them. */
  prints?: boolean;
}

/** Every bench by its name: `npm run bench -- autograd`. */
const benches: Record<string, () => Promise<Bench>> = {
  autograd: () => import("./autograd.bench.js"),
  checkpoint: () => import("./checkpoint.bench.js"),
  gpu: () => import("./gpu.bench.js"),
  notebook: () => import("./notebook.bench.js"),
  quantized: () => import("./quantized.bench.js"),
  training: () => import("./training.bench.js"),
};

const wanted = process.argv.slice(2).filter((word) => word in benches);
const words = process.argv.slice(2).filter((word) => !(word in benches));
if (wanted.length === 0 && words.length > 0) {
  console.error(`No bench ${words.join(", ")}; there are: ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}

// Each in a process of its own: TensorFlow.js changes the one it runs in.
const names = wanted.length > 0 ? wanted : Object.keys(benches);
if (names.length > 1) {
  for (const name of names) {
    const script = fileURLToPath(import.meta.url);
    const { status } = spawnSync(process.execPath, ["--import", "tsx", script, name, ...words], {
      stdio: "inherit",
    });
    if (status !== 0) process.exit(status ?? 1);
  }
  process.exit();
}

const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
const folder = fileURLToPath(new URL("results/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const name of names) {
  const { bench, prints } = await (benches[name] as () => Promise<Bench>)();
  const results = await bench(words);
  if (!prints) print(name, results as Result[]);
  const file = `${folder}${[name, ...words].join("-").replaceAll(/[^\w-]/g, "")}.json`;
  writeFileSync(file, `${JSON.stringify({ date: new Date(), machine, results }, null, 1)}\n`);
  console.log(`Written to ${file}`);
}

function print(name: string, results: readonly Result[]): void {
  console.log(`\n${name}: milliseconds a call, medians over rounds`);
  console.table(
    results.flatMap(({ device, ratio, timings }) =>
      timings.map((timing, i) => ({
        device,
        what: timing.name,
        median: round(timing.median),
        fastest: round(timing.min),
        slowest: round(timing.max),
        rounds: timing.rounds.length,
        ratio: i === 0 ? round(ratio) : "",
      })),
    ),
  );
}

function round(number: number): number {
  return Number(number.toPrecision(3));
}
