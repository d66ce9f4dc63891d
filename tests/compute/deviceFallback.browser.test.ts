import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";

// Its own file: a page whose WebAssembly has failed once keeps that failure.
it("computes in JavaScript, and says why, when WebAssembly's files are missing", async () => {
  setWasmFiles("/nowhere/");
  const device = await openDevice();
  expect(device).toMatchObject({ name: "cpu", forced: false });
  expect(device.why).toMatch(/^Neither a graphics processor nor WebAssembly/);
  expect(device.refused.map(({ name }) => name)).toEqual(["webgpu", "webgl", "wasm"]);
  expect(device.refused[2]?.reason).toBe(
    "WebAssembly did not start: it could not be loaded, or it gave no device.",
  );
  const sum = tf.add(1, 2);
  expect([...(await sum.data())]).toEqual([3]);
  sum.dispose();
});
