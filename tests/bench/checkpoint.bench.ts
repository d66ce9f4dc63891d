import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeGpt2 } from "./checkpoint/writeFile.js";

export const prints = true;

interface Loaded {
  device: string;
  weights: number;
  ms: number;
  /** Bytes by which the process's peak grew until the model was there, and until it had read three tokens. */
  loaded: number;
  ran: number;
}

/**
 * Loads a checkpoint of GPT-2 small's size, and tells by how much the process's peak memory grows, beside the weights' own
 * bytes. In Node, whose process holds nothing else; each device in a process of its own.
 */
export async function bench(): Promise<Loaded[]> {
  const folder = mkdtempSync(join(tmpdir(), "checkpoint-bench-"));
  try {
    const path = join(folder, "model.safetensors");
    const weights = writeGpt2(path);
    const results = ["wasm", "cpu"].map((device) => {
      const script = fileURLToPath(new URL("checkpoint/load.ts", import.meta.url));
      const run = spawnSync(process.execPath, ["--import", "tsx", script, path, device], {
        encoding: "utf8",
      });
      const line = run.stdout.trim().split("\n").at(-1) ?? "";
      if (run.status !== 0) throw new Error(`bench: ${device} failed: ${run.stderr}`);
      return { device, weights, ...JSON.parse(line) } as Loaded;
    });
    const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
    console.log(`\nGPT-2 small's ${mib(weights)} MiB of weights, from a file`);
    console.table(
      Object.fromEntries(
        results.map(({ device, ms, loaded, ran }) => [
          device,
          {
            seconds: Number((ms / 1000).toPrecision(2)),
            "peak, MiB": mib(loaded),
            "times weights": Number((loaded / weights).toFixed(3)),
            "peak after a forward pass, MiB": mib(ran),
          },
        ]),
      ),
    );
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
