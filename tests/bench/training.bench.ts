import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import { browserArguments, findBrowser } from "../../lib/site/findBrowser.js";
import { encodeTask } from "./training/encodeTask.js";
import type { Frame } from "./training/frame.js";
import { installPeers } from "./training/installPeers.js";
import { isPageSide, type PageSide, pageSides, servePage } from "./training/page.js";
import { assertParity } from "./training/parity.js";
import { report } from "./training/report.js";
import type { SideResult, TrainingResult } from "./training/results.js";
import { selection } from "./training/selection.js";
import { type Running, takeTurns } from "./training/takeTurns.js";
import { findTorch, startTorch } from "./training/torch.js";
import { type Workload, workloads } from "./training/workloads.js";

/** Each workload takes minutes, so its table is printed as soon as it is there. */
export const prints = true;

/**
 * Training steps of the course's own code beside its peers', in turn: in one page on WebAssembly with one thread,
 * and PyTorch on one thread. `threads=2` adds ours in as many.
 *
 * @param words which workloads and sides; see `selection`
 * @throws Error if the sides' losses differ by more than 2 %
 */
export async function bench(words: readonly string[]): Promise<TrainingResult[]> {
  const sides = [...Object.keys(pageSides), "torch"];
  const wanted = selection(words, { workloads: Object.keys(workloads), sides });
  installPeers();
  const torch = wanted.sides.includes("torch") ? findTorch() : undefined;
  const inPage = wanted.sides.filter(isPageSide);
  const folder = mkdtempSync(join(tmpdir(), "training-bench-"));
  const taskFile = join(folder, "task.json");
  const { server, address } = await servePage(inPage, taskFile, wanted.threads > 1);
  const executablePath = findBrowser().path;
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: browserArguments,
  });
  const results: TrainingResult[] = [];
  try {
    for (const name of wanted.workloads) {
      const { title, amount, stepsPerRound, make } = workloads[name] as Workload;
      writeFileSync(taskFile, encodeTask(make()));
      const page = await browser.newPage();
      page.on("pageerror", (error) => console.error(`In the page: ${error.stack}`));
      await page.goto(address);
      const running: Running[] = [];
      for (const side of inPage) running.push(await startInPage(page, side));
      if (wanted.threads > 1) running.push(await startInPage(page, "ours", wanted.threads));
      const child = torch && "python" in torch ? startTorch(torch, taskFile) : undefined;
      if (child) running.push(child);
      const turns = { rounds: wanted.rounds, steps: stepsPerRound };
      const ran = await takeTurns(running, turns);
      child?.stop();
      if (wanted.profile) for (const side of running) await printProfile(side, stepsPerRound);
      await page.close();
      const result = { workload: name, title, amount, sides: ran };
      if (torch && "missing" in torch) result.sides.push(absent("torch", torch.missing));
      if (name.startsWith("gpt")) result.sides.push(absent("@genai-fi/nanogpt", noNanoGpt));
      report(result);
      assertParity(name, ran);
      results.push(result);
    }
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
  return results;
}

const noNanoGpt =
  "did not run: its kernels are for WebGPU, WebGL and plain JavaScript, none for WebAssembly; and its model, with RMS norm and without biases, is another";

function absent(side: string, note: string): SideResult {
  return { side, note, rounds: [], losses: [], memoryBytes: 0 };
}

async function printProfile({ name, profile }: Running, steps: number): Promise<void> {
  const times = (await profile?.(steps)) ?? [];
  if (times.length === 0) return;
  console.log(`\n${name}: milliseconds a step by kernel`);
  const rows = times.filter(({ kernel }, i) => i < 12 || kernel.startsWith("("));
  console.table(
    Object.fromEntries(
      rows.map(({ kernel, calls, ms }) => [
        kernel,
        { calls: calls / steps, ms: Number((ms / steps).toFixed(2)) },
      ]),
    ),
  );
}

/** Opens a side in a frame of its own, so that two copies of a library do not meet. */
async function startInPage(page: Page, side: PageSide, threads = 1): Promise<Running> {
  const name = threads > 1 ? `${side}, ${threads} threads` : side;
  const src = `/side?${new URLSearchParams({ side, threads: String(threads) })}`;
  await page.evaluate(
    (attributes) => {
      const frame = Object.assign(document.createElement("iframe"), attributes);
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener("load", resolve));
    },
    { name, src },
  );
  const frame = page.frame({ name });
  if (!frame) throw new Error(`bench: the page has no frame ${name}`);
  const { note } = await frame.evaluate(() => (globalThis.bench as Frame).ready);
  return {
    name,
    note,
    train: (steps) => frame.evaluate((n) => (globalThis.bench as Frame).train(n), steps),
    profile: (steps) => frame.evaluate((n) => (globalThis.bench as Frame).profile(n), steps),
  };
}
