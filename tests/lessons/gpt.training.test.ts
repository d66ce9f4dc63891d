import { execFileSync } from "node:child_process";
import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { inRepository } from "../../lib/site/paths.js";
import { createControl } from "../../lib/train/control.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("models/gpt");

interface Report {
  done: boolean;
  step: number;
  bits: number;
  sample: string;
}

it("the page's training beats counting, and frees all", { timeout: 600_000 }, async () => {
  setWasmFiles(wasmFolder());
  expect((await openDevice("wasm")).name).toBe("wasm");
  const prose = execFileSync(process.execPath, ["--import", "tsx", "data/prose.json.ts"], {
    cwd: inRepository(),
    encoding: "utf8",
  });
  let end = () => {};
  const invalidation = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names: Names = new Map<string, unknown>([
    ["FileAttachment", () => ({ json: async () => JSON.parse(prose) })],
    ["invalidation", invalidation],
    ["useOwn", false],
    ["own", { text: "" }],
    ["gptRun", { control: {} }],
    ["brought", null],
  ]);
  for (const id of ["learn", "baselines"]) {
    await runCell(lesson, lesson.cells.get(id)?.source ?? "", names);
  }
  const before = tf.memory().numTensors;
  const learn = names.get("learn") as (options: object) => AsyncGenerator<Report>;
  const baselines = names.get("baselines") as Record<string, number>;
  let last: Report | undefined;
  const control = createControl();
  control.start();
  for await (last of learn({ seed: 1, control, invalidation, every: 500 }));
  expect(last).toMatchObject({ done: true, step: 1500 });
  expect(last?.sample.length).toBeGreaterThan(60);
  expect(last?.bits).toBeLessThan(baselines.bigram as number);
  expect(last?.bits).toBeLessThan(baselines["five-gram"] as number);
  console.log("bits per character", last?.bits, baselines);
  end();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(tf.memory().numTensors).toBe(before);
});
