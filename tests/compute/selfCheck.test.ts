import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { selfCheck } from "../../lib/compute/selfCheck.js";
import { selfCheckCases } from "../../lib/compute/selfCheckCases.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import golden from "../golden/fused.json";
import { runFused } from "./fused.battery.js";
import { wasmFolder } from "./wasmFolder.js";

beforeAll(() => setWasmFiles(wasmFolder()));

/** Replaces a kernel on WebAssembly. */
function replace(kernelName: string, change: (stock: tf.KernelFunc) => tf.KernelFunc): void {
  const stock = tf.getKernel(kernelName, "wasm") as tf.KernelConfig;
  tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ ...stock, kernelFunc: change(stock.kernelFunc) });
}

describe("selfCheck", () => {
  it("has a case for every kernel that the goldens know, with their numbers", () => {
    const kernels = new Set(Object.values(golden).map(({ kernel }) => kernel));
    expect(new Set(selfCheckCases.map(({ kernel }) => kernel))).toEqual(kernels);
    const known = Object.entries(golden).filter(([name]) => name.endsWith("for the self-check"));
    for (const [i, [, { inputs }]] of known.entries()) {
      expect(selfCheckCases[i]?.inputs).toEqual(inputs);
    }
  });

  it("finds nothing wrong with WebAssembly, and leaves no tensor behind", async () => {
    expect((await switchDevice("wasm")).switchedOff).toEqual([]);
    const { numTensors } = tf.memory();
    expect(await selfCheck()).toEqual([]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it("switches off a kernel that is wrong, one that throws and one that gives NaN", async () => {
    await switchDevice("wasm");
    replace("GeluGradient", (stock) => (call) => {
      const { x } = call.inputs;
      return stock({ ...call, inputs: { dy: x as tf.TensorInfo, x: x as tf.TensorInfo } });
    });
    replace("Attention", () => () => {
      throw new Error("this device cannot");
    });
    replace("LayerNorm", (stock) => (call) => stock({ ...call, attrs: { epsilon: Number.NaN } }));
    const { numTensors } = tf.memory();
    expect((await selfCheck()).sort()).toEqual(["Attention", "GeluGradient", "LayerNorm"]);
    expect(tf.memory().numTensors).toBe(numTensors);
    const { problems, ours } = await runFused(1e-5);
    expect(problems).toEqual([]); // compositions have taken their place
    expect(ours).not.toContain("Attention");
    expect((await switchDevice("wasm")).switchedOff).toEqual([]); // what its start had found
  });
});
