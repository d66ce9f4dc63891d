import * as tf from "@tensorflow/tfjs";
import { runOurs } from "./fused/runOurs.js";

/** What the open device can do at most, as measured here and now. */
export interface DeviceLimits {
  /** What one operation costs however small it is, in microseconds. */
  launchMicroseconds: number;
  /** Bytes that it reads and writes in a second while it copies. */
  bytesPerSecond: number;
  /** Additions and multiplications in a second while it multiplies. */
  flopsPerSecond: number;
  /** Whether that is the arithmetic's own peak, from registers, or what the best matrix product reached. */
  flopsAre: "peak" | "best product";
}

/** Numbers that are copied; more than a cache holds. */
const copied = 2 ** 22;

/**
 * Measures the open device, so that a speed can be given as a share of what is possible. It takes a second
 * at most where no GPU is imitated. Each figure is the best of several turns: what disturbs a turn only slows it.
 */
export async function measureDevice(): Promise<DeviceLimits> {
  const small = tf.zeros([4]);
  const large = tf.ones([copied]);
  try {
    const launch = await best(100, () => tf.neg(small));
    const copy = await best(2, () => tf.neg(large));
    const peak = runOurs("PeakMultiplyAdd", {}, { rounds: 1 });
    tf.dispose(peak ?? []);
    const flops = peak ? await ownPeak() : await bestProduct();
    return {
      launchMicroseconds: launch * 1e6,
      bytesPerSecond: (2 * 4 * copied) / Math.max(copy - launch, 1e-9), // read once, written once
      flopsPerSecond: flops,
      flopsAre: peak ? "peak" : "best product",
    };
  } finally {
    tf.dispose([small, large]);
  }
}

async function ownPeak(): Promise<number> {
  const rounds = 2000;
  const seconds = await best(1, () => runOurs("PeakMultiplyAdd", {}, { rounds })?.[0] as tf.Tensor);
  return (rounds * multiplyAddsInARound * 2) / seconds;
}

/** A tile of 6 × 8 over a depth of 256, in lib/compute/wasm/assembly/tile.ts. */
const multiplyAddsInARound = 6 * 8 * 256;

async function bestProduct(): Promise<number> {
  let most = 0;
  for (const n of [128, 256, 512]) {
    const x = tf.ones([n, n]);
    const seconds = await best(2, () => tf.matMul(x, x));
    most = Math.max(most, (2 * n ** 3) / seconds);
    x.dispose();
    if (seconds > 0.005) break; // slow enough to be measured well
  }
  return most;
}

/** Seconds a call of the quickest of five turns, each of `calls` calls and one wait for the last result. */
async function best(calls: number, run: () => tf.Tensor): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = -1; turn < 5; turn++) {
    const start = performance.now();
    let last = run();
    for (let i = 1; i < calls; i++) {
      last.dispose();
      last = run();
    }
    const one = tf.tidy(() => tf.slice(tf.reshape(last, [-1]), 0, 1));
    await one.data();
    tf.dispose([last, one]);
    if (turn >= 0) least = Math.min(least, (performance.now() - start) / calls / 1000);
  }
  return least;
}
