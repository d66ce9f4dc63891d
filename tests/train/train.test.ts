import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { square } from "../../lib/autograd/elementwise.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { adam } from "../../lib/optim/adam.js";
import { sgd } from "../../lib/optim/sgd.js";
import { createControl } from "../../lib/train/control.js";
import { DivergenceError } from "../../lib/train/divergenceError.js";
import { type Progress, type TrainOptions, train } from "../../lib/train/train.js";

/** Training w towards 0 on the loss (scale · w)², from w = 1. */
function descent(change: Partial<TrainOptions<number>> = {}) {
  const w = parameter(tf.scalar(1), "w");
  const calls = { count: 0 };
  const options: TrainOptions<number> = {
    parameters: { w },
    loss: (scale) => {
      calls.count++;
      return sum(square(mul(w, scale)));
    },
    batches: () => 1,
    optimizer: sgd({ w }, { learningRate: 0.25 }), // w halves at each step
    steps: 5,
    ...change,
  };
  return { w, calls, options };
}

async function collect(options: TrainOptions<number>): Promise<Progress[]> {
  const reports: Progress[] = [];
  for await (const report of train(options)) reports.push(report);
  return reports;
}

const number = (w: Variable) => w.data.dataSync()[0];
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("train", () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0); // every test frees w itself
  });

  it("takes the steps one would take by hand, and reports each", async () => {
    const { w, options } = descent();
    const reports = await collect(options);
    expect(reports.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    expect(reports.map(({ loss }) => loss)).toEqual([1, 1 / 4, 1 / 16, 1 / 64, 1 / 256]);
    expect(reports.map(({ done }) => done)).toEqual([false, false, false, false, true]);
    expect(number(w)).toBe(1 / 32);
    expect(w.grad).toBeUndefined();
    w.dispose();
  });

  it("counts time from one report to the next", async () => {
    const { w, options } = descent();
    const times = (await collect(options)).map(({ ms }) => ms);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(0);
    w.dispose();
  });

  it("reports every so many steps, and always the last", async () => {
    const { w, options } = descent({ steps: 7, reportEvery: 3 });
    expect((await collect(options)).map(({ step, done }) => [step, done])).toEqual([
      [3, false],
      [6, false],
      [7, true],
    ]);
    w.dispose();
  });

  it("has two steps under way before it waits for a loss", async () => {
    const { w, calls, options } = descent();
    const steps = train(options);
    await steps.next();
    expect(calls.count).toBe(2);
    await steps.next();
    expect(calls.count).toBe(3);
    await steps.return();
    w.dispose();
  });

  it("measures the gradient of each parameter when asked", async () => {
    const { w, options } = descent({ gradientNorms: true, steps: 2 });
    expect((await collect(options)).map(({ gradientNorms }) => gradientNorms)).toEqual([
      { w: 2 },
      { w: 1 },
    ]);
    w.dispose();
  });

  it("ends with its batches, and closes their source when it ends before them", async () => {
    const { w, options } = descent();
    let closed = 0;
    function* scales(count: number) {
      try {
        for (let i = 0; i < count; i++) yield 1;
      } finally {
        closed++;
      }
    }
    const reports = await collect({ ...options, batches: scales(3) });
    expect(reports.map(({ step, done }) => [step, done])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    await collect({ ...options, batches: scales(100), steps: 2 });
    expect(closed).toBe(2);
    w.dispose();
  });

  it("takes batches that arrive later", async () => {
    const { w, options } = descent();
    async function* scales() {
      await aWhile();
      yield 2;
    }
    expect((await collect({ ...options, batches: scales() }))[0]?.loss).toBe(4);
    w.dispose();
  });

  it("waits for start, pauses where it is, and goes on", async () => {
    const control = createControl();
    const { w, calls, options } = descent({ control, steps: 1000 });
    const reports: number[] = [];
    const running = (async () => {
      for await (const { step } of train(options)) {
        reports.push(step);
        if (step === 5) control.pause();
      }
    })();
    await aWhile();
    expect(calls.count).toBe(0);
    control.start();
    await new Promise<void>((resolve) => {
      control.onChange((state) => state === "paused" && resolve());
    });
    await aWhile();
    const atPause = calls.count;
    expect(atPause).toBeLessThanOrEqual(7);
    expect(reports.at(-1)).toBeGreaterThanOrEqual(5);
    await aWhile();
    expect(calls.count).toBe(atPause);
    control.start();
    await running;
    expect(calls.count).toBe(1000);
    expect(control.state).toBe("done");
    w.dispose();
  });

  it("stops within one step when it is told to", async () => {
    const control = createControl();
    control.start();
    const { w, calls, options } = descent({ control, steps: 1000 });
    let atStop = 0;
    let last: Progress | undefined;
    for await (const report of train(options)) {
      last = report;
      if (report.step === 3) {
        atStop = calls.count;
        control.stop();
      }
    }
    expect(calls.count - atStop).toBeLessThanOrEqual(1);
    expect(last).toMatchObject({ step: calls.count, done: true });
    expect(control.state).toBe("stopped");
    w.dispose();
  });

  it("stops within one step, and says nothing more, when its cell is run again", async () => {
    let invalidate = () => {};
    const invalidation = new Promise<void>((resolve) => {
      invalidate = resolve;
    });
    const { w, calls, options } = descent({ invalidation, steps: 1000 });
    const reports: number[] = [];
    let atStop = 0;
    for await (const { step } of train(options)) {
      reports.push(step);
      if (step === 3) {
        atStop = calls.count;
        invalidate();
        await invalidation;
      }
    }
    expect(reports).toEqual([1, 2, 3]);
    expect(calls.count - atStop).toBeLessThanOrEqual(1);
    w.dispose();
  });

  it("does not wait for a start that never comes when its cell is run again", async () => {
    const { w, calls, options } = descent({
      control: createControl(),
      invalidation: Promise.resolve(),
    });
    expect(await collect(options)).toEqual([]);
    expect(calls.count).toBe(0);
    w.dispose();
  });

  it("lets the page have its turn while it works", async () => {
    const { w, options } = descent({ steps: 30 });
    const { loss } = options;
    let turns = 0;
    let over = false;
    const page = () => {
      turns++;
      if (!over) setTimeout(page);
    };
    setTimeout(page);
    await collect({
      ...options,
      loss: (scale) => {
        const until = performance.now() + 5;
        while (performance.now() < until); // a slow model
        return loss(scale);
      },
    });
    over = true;
    expect(turns).toBeGreaterThanOrEqual(5);
    w.dispose();
  });

  it("stops at a loss that is not a number, and gives back the last good parameters", async () => {
    const scales = [1, 1, 1, Number.NaN, 1, 1];
    const { w, options } = descent({ steps: 6 });
    const running = collect({ ...options, batches: scales });
    await expect(running).rejects.toThrow(
      "train: the loss became NaN at step 4. The parameters are back at those of step 3, the last good ones. A learning rate below 0.25 may help.",
    );
    await expect(running).rejects.toThrow(DivergenceError);
    expect(number(w)).toBe(1 / 4); // what gave the loss of step 3
    w.dispose();
  });

  it("keeps the first parameters when the very first loss is not a number", async () => {
    const { w, options } = descent({ batches: [Infinity, 1] });
    await expect(collect(options)).rejects.toThrow(
      "train: the loss was Infinity at step 1, before anything was learned. Look for missing or very large numbers in the data.",
    );
    expect(number(w)).toBe(1);
    w.dispose();
  });

  it("stops a learning rate that is far too large before the parameters are lost", async () => {
    const { w, options } = descent({ steps: 1000 });
    const running = collect({ ...options, optimizer: sgd({ w }, { learningRate: 1000 }) });
    await expect(running).rejects.toThrow(/the loss became Infinity at step \d+/);
    expect(number(w)).toSatisfy(Number.isFinite);
    w.dispose();
  });

  it("takes each step at the rate that a schedule gives for it, from step 1", async () => {
    const optimizerOf = (w: Variable) => sgd({ w }, { learningRate: 99 });
    const { w, options } = descent({ steps: 3 });
    const asked: number[] = [];
    const schedule = (step: number) => {
      asked.push(step);
      return [0.25, 0, 0.5][step - 1] as number;
    };
    const optimizer = optimizerOf(w);
    const losses = (await collect({ ...options, optimizer, schedule })).map(({ loss }) => loss);
    expect(asked).toEqual([1, 2, 3]);
    expect(losses).toEqual([1, 1 / 4, 1 / 4]); // w: 1, 1/2, 1/2, and 0 after the last
    expect(number(w)).toBe(0);
    expect(optimizer.learningRate).toBe(0.5);
    w.dispose();
  });

  it("names the schedule's rate of the step at which a loss was lost", async () => {
    const { w, options } = descent({ batches: [1, 1, Number.NaN, 1] });
    const schedule = (step: number) => step / 100;
    await expect(collect({ ...options, schedule })).rejects.toThrow(
      "A learning rate below 0.03 may help.",
    );
    w.dispose();
  });

  it("forgets Adam's spoilt memory after such a loss, so that training can go on", async () => {
    const { w, options } = descent();
    const optimizer = adam({ w }, { learningRate: 0.1 });
    await collect({ ...options, optimizer, batches: [1, Number.NaN] }).catch(() => {});
    const reports = await collect({ ...options, optimizer });
    expect(reports.at(-1)?.loss).toBeLessThan(1);
    optimizer.dispose();
    w.dispose();
  });

  it("frees everything when the reader of its reports leaves", async () => {
    const control = createControl();
    control.start();
    const { w, options } = descent({ control, steps: 1000 });
    for await (const { step } of train(options)) if (step === 2) break;
    expect(control.state).toBe("stopped");
    expect(w.grad).toBeUndefined();
    w.dispose();
  });

  it("frees everything, stray tensors too, when the loss fails", async () => {
    const { w, options } = descent();
    let count = 0;
    const loss = (scale: number) => {
      tf.ones([4]);
      if (++count === 3) throw new Error("no loss today");
      return options.loss(scale);
    };
    await expect(collect({ ...options, loss })).rejects.toThrow("no loss today");
    w.dispose();
  });

  it("keeps the number of tensors constant over 200 steps", async () => {
    const { w, options } = descent({ steps: 200 });
    const counts = new Set<number>();
    for await (const { step } of train(options)) {
      if (step > 3 && step < 198) counts.add(tf.memory().numTensors);
    }
    expect(counts.size).toBe(1);
    w.dispose();
  });

  it.each([
    [{ steps: 0 }, "train: got steps 0, want a positive whole number"],
    [
      { schedule: () => Number.NaN },
      "train: the schedule gave NaN for step 1, want a finite learning rate from 0",
    ],
    [
      { schedule: (step: number) => 2 - step },
      "train: the schedule gave -1 for step 3, want a finite learning rate from 0",
    ],
    [{ reportEvery: 0.5 }, "train: got reportEvery 0.5, want a positive whole number"],
    [
      { loss: () => 3 as unknown as Variable },
      "train: loss gave 3, want a Variable such as softmaxCrossEntropy gives",
    ],
  ])("refuses %j", async (change, says) => {
    const { w, options } = descent(change);
    await expect(collect(options)).rejects.toThrow(says);
    w.dispose();
  });
});
