import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { countWork } from "../../lib/compute/counters.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "./wasmFolder.js";

beforeAll(() => setWasmFiles(wasmFolder()));

describe("countWork", () => {
  it("counts kernels, copies into WebAssembly's memory and copies out of it", async () => {
    await switchDevice("wasm");
    const stop = countWork();
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.neg(x);
    const z = tf.relu(y);
    await z.data();
    expect(stop()).toEqual({
      launches: 2,
      byName: { Neg: 1, Relu: 1 },
      submits: 0,
      uploads: 1,
      uploadBytes: 12,
      readBacks: 1,
      readBackBytes: 12,
      tensors: 3,
      bytes: 36,
    });
    tf.dispose([x, y, z]);
  });

  it("counts no copies on the CPU, where there is one memory", async () => {
    await switchDevice("cpu");
    const x = tf.tensor1d([1, 2]);
    const stop = countWork();
    const y = tf.neg(x);
    await y.data();
    tf.dispose([x, y]);
    expect(stop()).toMatchObject({ launches: 1, uploads: 0, readBacks: 0, tensors: -1, bytes: -8 });
  });

  it("lets counts overlap, and stays out of the way when the last one ends", async () => {
    await switchDevice("cpu");
    const before = Object.keys(tf.engine());
    const original = tf.engine().runKernel;
    const one = () => tf.dispose(tf.tidy(() => tf.neg(1)));
    const stopOuter = countWork();
    one();
    const stopInner = countWork();
    one();
    expect(stopOuter().launches).toBe(2);
    one();
    expect(stopInner().launches).toBe(2);
    one();
    expect(stopInner().launches).toBe(2);
    expect(tf.engine().runKernel).toBe(original);
    expect(Object.keys(tf.engine())).toEqual(before);
  });
});
