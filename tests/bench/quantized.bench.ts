import * as tf from "@tensorflow/tfjs";
import { quantize } from "../../lib/compress/quantize.js";
import { quantizedLinear } from "../../lib/compress/quantizedLinear.js";
import { openDevice, switchDevice } from "../../lib/compute/device.js";
import { random } from "../../lib/tensor/random.js";
import { compare, type Timing } from "./compare.js";

interface Result {
  device: string;
  /** The first way's median over the second's. */
  ratio: number;
  timings: Timing[];
}

/** The linear layers of the GPT of width 128: queries, keys and values; into and out of the feed-forward layer. */
const sizes = [
  [128, 384],
  [128, 512],
  [512, 128],
] as const;

/** A GPT's linear layers from packed int8 and int4 codes beside float32, in time and bytes, for one row and for 64. */
export async function bench(): Promise<Result[]> {
  const results = [];
  for (const name of ["cpu", "wasm"] as const) {
    await openDevice(name);
    const device = await switchDevice(name);
    if (device.name !== name) throw new Error(`bench: wanted ${name}, got ${device.name}`);
    measure(name, 1, 128, 384); // a device's first calls are compiled while they run
    for (const [I, O] of sizes) for (const B of [1, 64]) results.push(measure(name, B, I, O));
  }
  return results;
}

function measure(device: string, B: number, I: number, O: number): Result {
  const { normal } = random(1);
  const numbers = (length: number) => Float32Array.from({ length }, normal);
  const weight = { shape: [I, O], values: numbers(I * O) };
  const bias = { shape: [O], values: numbers(O) };
  const int8 = quantizedLinear(quantize(weight, { bits: 8 }), bias);
  const int4 = quantizedLinear(quantize(weight, { bits: 4, per: 32 }), bias);
  const [x, w] = [tf.tensor2d(numbers(B * I), [B, I]), tf.tensor2d(weight.values.slice(), [I, O])];
  const b = tf.tensor1d(bias.values.slice());
  const run = (make: () => tf.Tensor) => () => {
    const y = make();
    y.dataSync();
    y.dispose();
  };
  const label = (kind: string, bytes: number) =>
    `${B} × ${I} · ${I} × ${O}, ${kind}, ${bytes} bytes`;
  const timings = compare(
    {
      [label("int8", int8.bytes)]: run(() => int8.forward(x)),
      [label("float32", 4 * I * O)]: run(() => tf.fused.matMul({ a: x, b: w, bias: b })),
      [label("int4", int4.bytes)]: run(() => int4.forward(x)),
    },
    { rounds: 11, calls: device === "wasm" ? 100 : 4 },
  );
  int8.dispose();
  int4.dispose();
  tf.dispose([x, w, b]);
  const [first, second] = timings as [Timing, Timing];
  return { device, ratio: first.median / second.median, timings };
}
