import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { type Names, readLesson, runCell } from "./readLesson.js";

const lesson = readLesson("compression/pruning");

interface Ticket {
  accuracy: number;
  fresh?: number;
}
interface Suspect {
  name: string;
  zeros: number;
  accuracy: number;
}

/** A page on which cells may run, and the end of it. */
function openPage(given: Record<string, unknown> = {}) {
  let end = () => {};
  const invalidation = new Promise<void>((resolve) => {
    end = resolve;
  });
  const names: Names = new Map<string, unknown>([
    ["invalidation", invalidation],
    ...Object.entries(given),
  ]);
  const run = (id: string) => runCell(lesson, lesson.cells.get(id)?.source ?? "", names);
  const close = async () => {
    end();
    await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return { names, run, invalidation, close };
}

async function lastOf<T>(steps: AsyncIterable<T>): Promise<T> {
  let last: T | undefined;
  for await (last of steps);
  return last as T;
}

beforeAll(async () => {
  setWasmFiles(wasmFolder());
  await openDevice("wasm");
});

describe("pruning, on WebAssembly", () => {
  it("finds tickets that match the whole network, and that beat new first numbers when small; nothing leaks", {
    timeout: 240_000,
  }, async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { ticketsOf } = (await page.run("tickets-of")) as {
      ticketsOf: (seed: number, invalidation: Promise<void>) => AsyncIterable<Ticket[]>;
    };
    const found = await lastOf(ticketsOf(1, page.invalidation));
    const accuracy = (round: number) => found[round]?.accuracy as number;
    expect(found).toHaveLength(5);
    expect(accuracy(0)).toBeGreaterThan(0.95);
    expect(accuracy(2)).toBeGreaterThan(accuracy(0) - 0.003); // 20 % of the weights
    expect(accuracy(4)).toBeGreaterThan((found[4]?.fresh as number) + 0.01); // 4 %
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("trains, prunes, trains on, cuts and measures as the page says; nothing leaks", {
    timeout: 240_000,
  }, async () => {
    const before = tf.memory().numTensors;
    const page = openPage();
    const { trainDense } = (await page.run("train-dense")) as {
      trainDense: (run: object) => AsyncIterable<object>;
    };
    const { invalidation } = page;
    const run = await lastOf(trainDense({ seed: 1, invalidation }));
    const { endOf } = (await page.run("ends")) as {
      endOf: (control: object) => { resolve: (trained: object) => void };
    };
    const control = {};
    endOf(control).resolve(run);
    page.names.set("denseRun", { control });
    const { dense } = (await page.run("dense")) as { dense: { accuracy: number } };
    expect(dense.accuracy).toBeGreaterThan(0.95);
    type Of = (dense: object, ...more: unknown[]) => AsyncIterable<never>;
    const functionOf = async <T = Of>(id: string, name: string) => (await page.run(id))[name] as T;

    const oneShot: Record<string, [number, number][]> = await lastOf(
      (await functionOf("prune-once", "pruneOnce"))(dense, invalidation),
    );
    page.names.set("oneShot", oneShot);
    const at = (scope: string, share: number) =>
      oneShot[scope]?.find(([s]) => Math.round(s) === share)?.[1] as number;
    expect(at("global", 60)).toBeGreaterThan(100 * dense.accuracy - 1);
    expect(at("random", 60)).toBeLessThan(at("global", 60) - 5);
    expect((await page.run("one-shot-facts")).howManyOption).toBeGreaterThanOrEqual(2);

    const trainedOn: Record<string, number> = await lastOf(
      (await functionOf("prune-and-train", "pruneAndTrain"))(dense, 0.98, invalidation),
    );
    expect(trainedOn.zeros).toBeCloseTo(0.98, 4);
    expect(trainedOn.once).toBeGreaterThan((trainedOn.before as number) + 0.2);
    expect(trainedOn.slowly).toBeGreaterThan(trainedOn.once as number);

    const structure = await (
      await functionOf<
        (
          dense: object,
          invalidation: Promise<void>,
        ) => Promise<{
          difference: number;
          rows: { accuracy: number; count: number; time: { median: number } }[];
        }>
      >("cut-and-measure", "cutAndMeasure")
    )(dense, invalidation);
    const [whole, zeros, cut, trained] = structure.rows as [
      (typeof structure.rows)[0],
      (typeof structure.rows)[0],
      (typeof structure.rows)[0],
      (typeof structure.rows)[0],
    ];
    expect(structure.difference).toBeLessThan(1e-3);
    expect(cut.accuracy).toBeCloseTo(zeros.accuracy, 3);
    expect([whole.count, cut.count]).toEqual([266_610, 784 * 150 + 150 + 150 * 50 + 50 + 510]);
    expect(cut.time.median).toBeLessThan(0.85 * whole.time.median);
    expect(cut.time.median).toBeLessThan(0.85 * zeros.time.median);
    expect(trained.accuracy).toBeGreaterThan(dense.accuracy - 0.01);

    const suspects: Suspect[] = await lastOf(
      (await functionOf("train-suspects", "trainSuspects"))(dense, invalidation),
    );
    const [once, turned, right] = suspects as [Suspect, Suspect, Suspect];
    expect(once.zeros).toBeLessThan(0.6);
    expect([turned.zeros, right.zeros].map((share) => share > 0.9499)).toEqual([true, true]);
    expect(once.accuracy).toBeGreaterThan(right.accuracy);
    expect(turned.accuracy).toBeLessThan(right.accuracy - 0.2);
    await page.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});
