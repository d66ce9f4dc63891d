import { zeroGrad } from "../autograd/backward.js";
import type { ParameterSet } from "../autograd/parameterSet.js";
import type { Variable } from "../autograd/tensor.js";
import { compileAhead } from "../compute/compileAhead.js";
import type { Optimizer } from "../optim/optimizer.js";
import { type Control, createControl } from "./control.js";
import { DivergenceError } from "./divergenceError.js";
import { nextTask } from "./nextTask.js";
import { restoreSnapshot } from "./snapshots.js";
import { runStep, type StepInFlight } from "./step.js";

export interface TrainOptions<Batch> {
  parameters: ParameterSet;
  /** The loss of one batch; what it computes on the way is freed. */
  loss: (batch: Batch) => Variable;
  /** Where batches come from: a list or generator, which ends the training when it ends, or a function. */
  batches: Iterable<Batch> | AsyncIterable<Batch> | (() => Batch);
  optimizer: Optimizer;
  /** How many updates at most, those that were taken before included. */
  steps: number;
  /** Updates that were taken before, where a training goes on from a checkpoint. Default 0. */
  taken?: number;
  /** The learning rate of each step, from 1, such as `linearWarmUp` gives; absent: the optimizer's own stays. */
  schedule?: (step: number) => number;
  /** Starts, pauses and stops it. Without one it starts at once. */
  control?: Control;
  /** The cell's own promise: training ends when it resolves. */
  invalidation?: Promise<unknown>;
  /** Steps from one report to the next; the last step is always reported. Default 1. */
  reportEvery?: number;
  /** Whether a report has the norm of each parameter's gradient. Default false. */
  gradientNorms?: boolean;
}

export interface Progress {
  /** Updates so far, from 1. */
  step: number;
  /** Updates that the parameters have seen by now: up to two more than `step`. */
  taken: number;
  /** Of this step's batch, before its update. */
  loss: number;
  /** By the parameter's name. */
  gradientNorms?: Record<string, number>;
  /** Milliseconds since the first step, without pauses. */
  ms: number;
  /** Whether this is the last report. */
  done: boolean;
}

/** How many steps may be under way on the device while an older loss is read back. */
const maxInFlight = 2;

/** Milliseconds of work before the page gets a turn. */
const patienceMs = 12;

/**
 * Trains parameters and reports as it goes.
 *
 *     for await (const { step, loss } of train({ parameters, loss, batches, optimizer, steps: 100 }))
 *       yield chart.add(step, loss);
 *
 * Losses are read up to two steps late, so that the device never waits for the page. When training
 * ends, for whatever reason, it has freed all but the parameters and what the optimizer remembers.
 *
 * @throws DivergenceError when a loss is not a finite number; the parameters are then the last good ones
 * @throws RangeError if `steps` or `reportEvery` is not a positive whole number, or `schedule` gives a rate that is
 *   negative or not finite, or `taken` is not below `steps`
 */
export async function* train<Batch>(
  options: TrainOptions<Batch>,
): AsyncGenerator<Progress, void, void> {
  const { parameters, loss, batches, optimizer, steps } = options;
  const {
    control = startedControl(),
    invalidation,
    schedule,
    taken = 0,
    reportEvery = 1,
    gradientNorms = false,
  } = options;
  checkCount("steps", steps);
  checkCount("reportEvery", reportEvery);
  if (!Number.isInteger(taken) || taken < 0 || taken >= steps) {
    throw new RangeError(
      `train: got taken ${taken}, want a whole number from 0 and below ${steps}`,
    );
  }
  let invalidated = false;
  const invalidate = invalidation?.then(() => {
    invalidated = true;
  });
  const ended = () => invalidated || control.state === "stopped" || control.state === "done";

  const inFlight: StepInFlight[] = [];
  let step = taken;
  let started = performance.now();
  let lastTurn = started;
  let good: StepInFlight | undefined; // the newest step whose loss was finite

  const rateAt = (step: number) => (schedule ? scheduled(schedule, step) : optimizer.learningRate);

  async function read(current: StepInFlight, done: boolean): Promise<Progress> {
    const [value, ...norms] = await current.reading;
    if (!Number.isFinite(value) && !invalidated) {
      restoreSnapshot(parameters, (good ?? current).before);
      optimizer.dispose();
      throw new DivergenceError(current.step, value as number, rateAt(current.step));
    }
    await good?.dispose();
    good = inFlight.shift();
    const progress = {
      step: current.step,
      taken: step,
      loss: value as number,
      ms: performance.now() - started,
      done,
    };
    return gradientNorms ? { ...progress, gradientNorms: named(parameters, norms) } : progress;
  }

  try {
    for await (const batch of sequence(batches)) {
      if (inFlight.length === maxInFlight) {
        const progress = await read(inFlight[0] as StepInFlight, false);
        if (progress.step % reportEvery === 0 && !invalidated) yield progress;
      }
      if (control.state === "ready" || control.state === "paused") {
        const since = performance.now();
        await Promise.race([control.whenRunning(), ...(invalidate ? [invalidate] : [])]);
        started += performance.now() - since;
      }
      if (ended()) break;
      step++;
      optimizer.learningRate = rateAt(step);
      const start = () =>
        inFlight.push(runStep(step, () => loss(batch), { parameters, optimizer, gradientNorms }));
      if (step === taken + 1) await compileAhead(start);
      else start();
      if (performance.now() - lastTurn > patienceMs) {
        await nextTask();
        lastTurn = performance.now();
      }
      if (step === steps || ended()) break;
    }
    for (let next = inFlight[0]; next && !invalidated; next = inFlight[0]) {
      const done = next.step === step;
      const progress = await read(next, done);
      if (done && !ended()) control.finish();
      if ((done || progress.step % reportEvery === 0) && !invalidated) yield progress;
    }
  } finally {
    control.stop();
    zeroGrad(parameters);
    await Promise.all([...inFlight, ...(good ? [good] : [])].map((each) => each.dispose()));
  }
}

function startedControl(): Control {
  const control = createControl();
  control.start();
  return control;
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count > 0) return;
  throw new RangeError(`train: got ${name} ${count}, want a positive whole number`);
}

function scheduled(schedule: (step: number) => number, step: number): number {
  const rate = schedule(step);
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new RangeError(
    `train: the schedule gave ${rate} for step ${step}, want a finite learning rate from 0`,
  );
}

function sequence<Batch>(
  batches: TrainOptions<Batch>["batches"],
): Iterable<Batch> | AsyncIterable<Batch> {
  return typeof batches === "function" ? repeated(batches) : batches;
}

function* repeated<Batch>(next: () => Batch): Generator<Batch, void, void> {
  while (true) yield next();
}

function named(parameters: ParameterSet, numbers: number[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { label }], i) => [label || name, numbers[i] as number]),
  );
}
