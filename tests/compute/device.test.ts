import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { currentDevice, openDevice, reopenDevice, switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { wasmFolder } from "./wasmFolder.js";

// Node has neither WebGPU nor WebGL, which makes it the place to see what is refused.
beforeAll(() => setWasmFiles(wasmFolder()));

const noWebGpu = { name: "webgpu", reason: "This browser has no WebGPU." };
const noWebGl = { name: "webgl", reason: "This browser has no WebGL 2." };

describe("openDevice", () => {
  it("opens one device, however many ask at once", async () => {
    expect(currentDevice()).toBeUndefined();
    const [first, second, third] = await Promise.all([openDevice(), openDevice(), openDevice()]);
    expect(second).toBe(first);
    expect(third).toBe(first);
    expect(await openDevice()).toBe(first);
    expect(await reopenDevice()).toBe(first);
    expect(currentDevice()).toBe(first);
  });

  it("takes WebAssembly where there is no GPU, and says what it refused", async () => {
    expect(await openDevice()).toEqual({
      name: "wasm",
      software: false,
      adapter: "the main processor, through WebAssembly",
      why: "No graphics processor can be used here, so WebAssembly on the main processor is fastest.",
      refused: [noWebGpu, noWebGl],
      forced: false,
      switchedOff: [],
    });
    expect(tf.getBackend()).toBe("wasm");
  });

  it("takes the next one with a sentence when the wanted one cannot start", async () => {
    const device = await openDevice("webgl");
    expect(device).toMatchObject({ name: "wasm", forced: false, refused: [noWebGl] });
    expect(device.why).toBe("WebGL was asked for and cannot start; this is the next one.");
    expect(await openDevice("webgl")).toBe(device);
  });

  it("opens what is wanted and stays there until another is", async () => {
    const device = await openDevice("cpu");
    expect(device).toMatchObject({ name: "cpu", forced: true, refused: [], software: false });
    expect(device.why).toBe("JavaScript was chosen by hand.");
    expect(await openDevice()).toBe(device);
    expect(tf.getBackend()).toBe("cpu");
  });
});

describe("switchDevice", () => {
  it("serves rivals in the order in which they asked", async () => {
    const [wasm, cpu] = await Promise.all([switchDevice("wasm"), switchDevice("cpu")]);
    expect([wasm.name, cpu.name]).toEqual(["wasm", "cpu"]);
    expect(currentDevice()).toBe(cpu);
    expect(tf.getBackend()).toBe("cpu");
  });

  it("carries tensors over", async () => {
    await switchDevice("cpu");
    const x = tf.tensor1d([1, 2, 3]);
    await switchDevice("wasm");
    const y = x.add(1);
    expect([...(await y.data())]).toEqual([2, 3, 4]);
    await switchDevice("cpu");
    const z = y.add(1);
    expect([...(await z.data())]).toEqual([3, 4, 5]);
    tf.dispose([x, y, z]);
  });

  it("goes back to the automatic choice", async () => {
    await switchDevice("cpu");
    expect(await switchDevice(undefined)).toMatchObject({ name: "wasm", forced: false });
  });
});
