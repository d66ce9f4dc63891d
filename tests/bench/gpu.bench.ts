import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import type { Work } from "../../lib/compute/counters.js";
import type { GptConfig } from "../../lib/models/gpt.js";
import { gptCounts, total } from "../../lib/models/gptCounts.js";
import { browserArguments, findBrowser } from "../../lib/site/findBrowser.js";
import { median } from "./compare.js";
import { floorMs, trainingNeeds } from "./gpu/floor.js";
import { encodeTask } from "./training/encodeTask.js";
import type { Frame } from "./training/frame.js";
import { installPeers } from "./training/installPeers.js";
import { servePage } from "./training/page.js";
import { assertParity } from "./training/parity.js";
import { type Workload, workloads } from "./training/workloads.js";

export const prints = true;

/** One side on one device. */
interface GpuResult {
  workload: string;
  device: string;
  side: (typeof sides)[number];
  adapter: string;
  work: Work;
  /** Milliseconds a step, one a round; none on an imitated GPU, whose speed says nothing about a real one. */
  rounds: number[];
  /** Before each step of the rounds. */
  losses: number[];
  floorMs?: number;
}

const sides = ["ours", "stock", "jax"] as const;
/** jax-js has no fast way on WebGL. */
const sidesOn = { webgpu: sides, webgl: ["ours", "stock"] } as const;
const rounds = 7;
const stepsPerRound = 10;

/**
 * A GPT's training step on WebGPU and WebGL: what it asks of the device, ours, stock TensorFlow.js and jax-js; and on a real GPU how
 * long it takes, beside the least that it could, with losses that agree. nanogpt is not among the sides: its model is another, with
 * RMS norm and without biases.
 *
 * @param words workloads, `gpt-64` or `gpt-128`; default both
 */
export async function bench(words: readonly string[]): Promise<GpuResult[]> {
  const known = Object.keys(workloads).filter((name) => name.startsWith("gpt"));
  const unknown = words.find((word) => !known.includes(word));
  if (unknown) throw new Error(`bench: got ${unknown}, want workloads (${known.join(", ")})`);
  installPeers();
  const folder = mkdtempSync(join(tmpdir(), "gpu-bench-"));
  const taskFile = join(folder, "task.json");
  const { server, address } = await servePage(sides, taskFile, false);
  const executablePath = findBrowser().path;
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: browserArguments,
  });
  const results: GpuResult[] = [];
  try {
    for (const name of words.length > 0 ? words : known) {
      const workload = workloads[name] as Workload;
      writeFileSync(taskFile, encodeTask(workload.make()));
      for (const device of ["webgpu", "webgl"] as const) {
        const page = await browser.newPage();
        page.on("pageerror", (error) => console.error(`In the page: ${error.stack}`));
        const found = await onDevice(page, address, { name, workload, device });
        await page.close();
        report(workload.title, found);
        results.push(...found);
      }
    }
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
  return results;
}

async function onDevice(
  page: Page,
  address: string,
  { name, workload, device }: { name: string; workload: Workload; device: keyof typeof sidesOn },
): Promise<GpuResult[]> {
  await page.goto(address);
  const frames = new Map<string, Awaited<ReturnType<typeof openFrame>>>();
  for (const side of sidesOn[device]) frames.set(side, await openFrame(page, side, device));
  const frameOf = (side: string) => frames.get(side) as Awaited<ReturnType<typeof openFrame>>;
  const { software, note } = await frameOf("ours").ready();
  const results: GpuResult[] = [];
  for (const side of sidesOn[device]) {
    const work = await frameOf(side).count();
    if (!work) throw new Error(`bench: ${side} counts nothing`);
    results.push({ workload: name, device, side, adapter: note, work, rounds: [], losses: [] });
  }
  if (software) return results;
  for (let round = 0; round < rounds; round++) {
    for (const result of round % 2 ? results.toReversed() : results) {
      const { ms, losses } = await frameOf(result.side).train(stepsPerRound);
      result.rounds.push(ms / stepsPerRound);
      result.losses.push(...losses);
    }
  }
  assertParity(
    name,
    results.map(({ side, rounds, losses }) => ({ side, rounds, losses, memoryBytes: 0, note: "" })),
  );
  const limits = await frameOf("ours").limits();
  if (!limits) throw new Error("bench: ours does not say what the device can do");
  for (const result of results) result.floorMs = floorMs(needsOf(workload, result), limits);
  return results;
}

function needsOf(workload: Workload, { work }: GpuResult) {
  const config = workload.make().config as unknown as GptConfig;
  const counts = gptCounts(config);
  return trainingNeeds(total(counts.flops), {
    batch: workload.amount.count / config.contextLength,
    parameters: total(counts.parameters),
    launches: work.launches,
  });
}

async function openFrame(page: Page, side: string, device: string) {
  const src = `/side?${new URLSearchParams({ side, device })}`;
  await page.evaluate(
    (attributes) => {
      const frame = Object.assign(document.createElement("iframe"), attributes);
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener("load", resolve));
    },
    { name: side, src },
  );
  const frame = page.frame({ name: side });
  if (!frame) throw new Error(`bench: the page has no frame ${side}`);
  return {
    ready: () => frame.evaluate(() => (globalThis.bench as Frame).ready),
    count: () => frame.evaluate(() => (globalThis.bench as Frame).count()),
    limits: () => frame.evaluate(() => (globalThis.bench as Frame).limits()),
    train: (steps: number) => frame.evaluate((n) => (globalThis.bench as Frame).train(n), steps),
  };
}

function report(title: string, results: readonly GpuResult[]): void {
  const [first] = results;
  console.log(`\n${title}, on ${first?.device} (${first?.adapter}): one step`);
  const rows = results.map(({ side, work, rounds, floorMs }) => {
    const { launches, submits, uploads, uploadBytes, readBacks, tensors } = work;
    const counts = {
      launches,
      submits,
      uploads,
      "upload, kB": Math.round(uploadBytes / 1000),
      readBacks,
      tensors,
    };
    if (rounds.length === 0) return [side, counts];
    const ms = median(rounds);
    const share =
      floorMs === undefined
        ? {}
        : { "floor, ms": round(floorMs), "times floor": round(ms / floorMs) };
    const spread = { fastest: round(Math.min(...rounds)), slowest: round(Math.max(...rounds)) };
    return [side, { ...counts, "ms, median": round(ms), ...spread, ...share }];
  });
  console.table(Object.fromEntries(rows));
  if (first?.rounds.length === 0)
    console.log("A program imitates this GPU, so its times are not given.");
}

function round(number: number): number {
  return Number(number.toPrecision(3));
}
