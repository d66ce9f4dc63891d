import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("theory/layer-normalization");

/** A limit, not a measurement: the longest takes ten seconds of an idle processor. */
const timeoutMs = 180_000;

/** What the page's files hold, as `FileAttachment` gives it. */
const openFile = (name: string) => ({
  json: async () =>
    JSON.parse(
      name.endsWith("/penguins.json")
        ? execFileSync(process.execPath, ["--import", "tsx", "data/penguins.json.ts"], {
            encoding: "utf8",
          })
        : readFileSync(inRepository(`data/${name.split("/").at(-1)}`), "utf8"),
    ),
});

/** A page on which cells may run, and what ends it. */
function openPage() {
  let end = () => {};
  const invalidation = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names: Names = new Map<string, unknown>([
    ["FileAttachment", openFile],
    ["invalidation", invalidation],
  ]);
  const run = (id: string) => runCell(lesson, lesson.cells.get(id)?.source ?? "", names);
  const close = async () => {
    end();
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return { names, run, invalidation, close };
}

async function lastOf<T>(values: AsyncGenerator<T>): Promise<T> {
  let last: T | undefined;
  for await (const value of values) last = value;
  return last as T;
}

function running() {
  const control = createControl();
  control.start();
  return control;
}

let page: ReturnType<typeof openPage>;
let before = 0;

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
});
beforeEach(() => {
  before = tf.memory().numTensors;
  page = openPage();
});
afterEach(async () => {
  await page.close();
  expect(tf.memory().numTensors).toBe(before);
});

describe("what the page measures", () => {
  it("a block that ends in zeros changes no bit", async () => {
    const { unchanged, entering } = await page.run("identity");
    expect((unchanged as unknown[]).length).toBe((entering as Float32Array).length);
  });

  it("a stream that grows by more than a thousand, unless it is scaled or normalized", async () => {
    const { growthOption, growthOf } = await page.run("growth-option");
    expect(growthOption).toBe(3);
    const streams = page.names.get("streams") as object[];
    const growth = streams.map((stream) => (growthOf as (s: object) => number)(stream));
    expect(growth[1]).toBeLessThan(10);
    expect(growth[2]).toBeLessThan(30);
  });

  it("layer norm's invariance, and a gradient without a part along it", async () => {
    const { shifts } = (await page.run("invariance")) as { shifts: number[] };
    for (const shift of shifts.slice(0, 3)) expect(shift).toBeLessThan(1e-3);
    expect(shifts[3]).toBeGreaterThan(0.01); // epsilon is felt
    expect(shifts[4]).toBeGreaterThan(1);
    const { shares } = (await page.run("directions")) as { shares: number[][] };
    for (const [arrived, back] of shares) {
      expect(Math.abs(arrived as number)).toBeGreaterThan(0.05);
      expect(Math.abs(back as number)).toBeLessThan(1e-4);
    }
  });

  it("examples that leak into each other in batch norm only, and a lone one refused", async () => {
    const { firstRows } = (await page.run("leak")) as {
      firstRows: Record<"layer" | "batch", number[][]>;
    };
    expect(firstRows.layer[0]).toEqual(firstRows.layer[2]);
    const gap = (firstRows.batch[0]?.[1] as number) - (firstRows.batch[2]?.[1] as number);
    expect(Math.abs(gap)).toBeGreaterThan(0.3);
    expect((await page.run("refusal")).refusal).toMatch(/a single row, which is its own mean/);
  });

  it("a first gradient that is larger near the output with post-LN", async () => {
    page.names.set("start", { layers: 6 });
    const { startNorms } = await page.run("start-norms");
    const { post, pre } = startNorms as Record<"post" | "pre", number[]>;
    expect((post.at(-1) as number) / (pre.at(-1) as number)).toBeGreaterThan(1.3);
    const { lastNorms } = await page.run("last-norms");
    const ends = lastNorms as Record<"post" | "pre", [number, number]>;
    expect(ends.pre[1]).toBeLessThan(ends.pre[0]); // with twelve blocks less than with one
    expect(ends.post[1]).toBeGreaterThan(ends.post[0]);
  });

  it("PyTorch's numbers, all of them", async () => {
    await page.run("golden-rows");
    const agreements = page.names.get("agreements") as {
      name: string;
      error: number;
      tolerance: number;
    }[];
    expect(agreements).toHaveLength(11);
    for (const { name, error, tolerance } of agreements)
      expect(error, name).toBeLessThanOrEqual(tolerance);
  });
});

type Run = {
  seed: number;
  invalidation: Promise<void>;
  control?: ReturnType<typeof createControl>;
};

describe("eighty layers", () => {
  it("learn with a way around each pair, and not without", { timeout: timeoutMs }, async () => {
    const { sideBySide } = (await page.run("side-by-side")) as {
      sideBySide: (
        blocks: number,
        run: Run,
      ) => AsyncGenerator<{ shares?: Record<"plain" | "residual", number>; plain: object }>;
    };
    const run = { seed: 1, control: running(), invalidation: page.invalidation };
    const end = await lastOf(sideBySide(40, run));
    page.names.set("race", end);
    expect(end.shares?.plain).toBeLessThan(0.5);
    expect(end.shares?.residual).toBeGreaterThan(0.95);
    expect((await page.run("deep-verdict")).deepOption).toBe(2);
  });

  it("stop when they are told to", async () => {
    const { sideBySide } = (await page.run("side-by-side")) as {
      sideBySide: (blocks: number, run: Run) => AsyncGenerator<{ residual: { step: number } }>;
    };
    const control = running();
    const run = sideBySide(3, { seed: 1, control, invalidation: page.invalidation });
    await run.next();
    control.stop();
    expect((await lastOf(run))?.residual.step ?? 1).toBeLessThan(6);
  });
});

describe("four ways to train a Transformer", () => {
  it("lose post-LN without warm-up, and no other", { timeout: timeoutMs }, async () => {
    const { fourWays } = (await page.run("four-ways")) as {
      fourWays: (run: Run) => AsyncGenerator<object>;
    };
    const control = running();
    const end = await lastOf(fourWays({ seed: 1, control, invalidation: page.invalidation }));
    expect(control.state).toBe("done");
    page.names.set("race4", { ...end, rate: 0.01 });
    expect((await page.run("ways-verdict")).waysOption).toBe(1);
  });
});

describe("break it", () => {
  it("small batches hurt batch norm more than layer norm", { timeout: timeoutMs }, async () => {
    page.names.set("batchesWanted", 1);
    const { lost, batchesOption } = (await page.run("batches-verdict")) as {
      lost: (accuracies: number[][]) => number;
      batchesOption: number;
    };
    const bySize = page.names.get("bySize") as Record<"layer" | "batch", number[][]>;
    expect(lost(bySize.batch)).toBeGreaterThan(lost(bySize.layer));
    expect(batchesOption).toBe(2);
  });

  it("the planted bug shows in use only, and changes minds", async () => {
    const { bugOption } = await page.run("bug-verdict");
    expect(bugOption).toBe(2);
    const minds = page.names.get("minds") as { changed: number }[];
    expect(minds[0]?.changed).toBe(0);
    expect(minds[1]?.changed).toBeGreaterThan(5);
  });
});
