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

/** Every bench by its name: `npm run bench -- autograd`. */
const benches: Record<string, () => Promise<{ bench: () => Promise<Result[]> }>> = {
  autograd: () => import("./autograd.bench.js"),
  notebook: () => import("./notebook.bench.js"),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`No bench ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}

const folder = fileURLToPath(new URL("results/", import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { bench } = await load();
  const results = await bench();
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
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  const file = `${folder}${name}.json`;
  writeFileSync(file, `${JSON.stringify({ date: new Date(), machine, results }, null, 1)}\n`);
  console.log(`Written to ${file}`);
}

function round(number: number): number {
  return Number(number.toPrecision(3));
}
