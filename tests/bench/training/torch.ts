import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { inRepository } from "../../../lib/site/paths.js";
import type { Turn } from "./frame.js";
import type { Running } from "./takeTurns.js";

// Debian's own interpreter first: python3-torch is a package of it.
const interpreters = ["/usr/bin/python3", "python3"];

export interface Torch {
  python: string;
  version: string;
}

const question = `
import torch
torch.ones(64, 64) @ torch.ones(64, 64)
try:
    libraries = open("/proc/self/maps").read()
except OSError: # not Linux, where builds bring a fast BLAS along
    libraries = "openblas"
print(torch.__version__, any(name in libraries for name in ("openblas", "mkl_", "blis")))
`;

/** The interpreter that has PyTorch with a fast BLAS, or a sentence on what is missing. */
export function findTorch(): Torch | { missing: string } {
  let missing = "did not run: PyTorch is not installed (Debian: apt-get install python3-torch)";
  for (const python of interpreters) {
    const { status, stdout } = spawnSync(python, ["-c", question], { encoding: "utf8" });
    if (status !== 0) continue;
    const [version = "", fast] = stdout.trim().split(" ");
    if (fast === "True") return { python, version };
    missing =
      "did not run: its matrix products are the reference BLAS's (Debian: apt-get install libopenblas0-pthread)";
  }
  return { missing };
}

/** Starts PyTorch on one thread, with OpenBLAS free to choose its kernels for this processor. */
export function startTorch(
  { python, version }: Torch,
  taskFile: string,
): Running & { stop(): void } {
  const env: NodeJS.ProcessEnv = { ...process.env };
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  const script = inRepository("tests", "bench", "peers", "torch_side.py");
  const child = spawn(python, [script, taskFile], {
    env: { ...env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: "torch",
    note: `PyTorch ${version} on one thread`,
    async train(steps) {
      child.stdin.write(`${steps}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`startTorch: PyTorch ended (${ended(child)})`);
      return JSON.parse(value) as Turn;
    },
    stop: () => child.stdin.end(),
  };
}

function ended({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode}`;
}
