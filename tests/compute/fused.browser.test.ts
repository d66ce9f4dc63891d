import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { parameter, type Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { deviceNames } from "../../lib/compute/deviceName.js";
import { attention } from "../../lib/compute/fused/attention.js";
import { gelu } from "../../lib/compute/fused/gelu.js";
import { selfCheck } from "../../lib/compute/selfCheck.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import type { WebGlBackend } from "../../lib/compute/webgl/backend.js";
import { glKernel } from "../../lib/compute/webgl/glKernel.js";
import { chooseSharing } from "../../lib/compute/webgpu/lanes.js";
import type { WebGpuBackend } from "../../lib/compute/webgpu/launch.js";
import { adam } from "../../lib/optim/adam.js";
import type { Optimizer } from "../../lib/optim/optimizer.js";
import { sgd } from "../../lib/optim/sgd.js";
import { closeness } from "../../lib/tensor/closeness.js";
import { runFused } from "./fused.battery.js";
import { fusedOpenOn } from "./fused.open.js";

beforeAll(() => setWasmFiles("/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));

/** A limit, not a measurement: software adapters compile each shader on two busy cores. */
const timeoutMs = 300_000;

it.for(deviceNames)(
  "has PyTorch's numbers from the fused operations in Chromium on %s",
  { timeout: timeoutMs },
  async (name) => {
    expect(await switchDevice(name)).toMatchObject({ name, switchedOff: [] });
    const gpu = name === "webgpu" || name === "webgl";
    const { problems } = await runFused(gpu ? 1e-3 : 1e-5, fusedOpenOn[name]);
    expect(problems).toEqual([]);
  },
);

it("has them too on WebGPU where threads share their work", { timeout: timeoutMs }, async () => {
  await switchDevice("webgpu");
  const backend = tf.backend() as unknown as WebGpuBackend;
  chooseSharing(backend, true);
  try {
    expect((await runFused(1e-3, fusedOpenOn.webgpu)).problems).toEqual([]);
  } finally {
    chooseSharing(backend, false);
  }
});

it("has them too on WebGL where tfjs packed the inputs", { timeout: timeoutMs }, async () => {
  await switchDevice("webgl");
  const { texData } = tf.backend() as unknown as WebGlBackend;
  // Under another shape too, as reshape leaves it: rows that do not fit are to be laid out anew.
  const pack = ({ dataId, shape, size }: tf.Tensor) => {
    const data = texData.get(dataId);
    data.isPacked = true;
    if (shape.length > 2) data.shape = [size / (shape.at(-1) as number), shape.at(-1) as number];
  };
  expect((await runFused(1e-3, fusedOpenOn.webgl, pack)).problems).toEqual([]);
});

it("reads a slice where it lies, and leaves 0 beyond odd rows and columns, on WebGL", async () => {
  const products = async (name: "cpu" | "webgl") => {
    await switchDevice(name);
    const made = tf.tidy(() => {
      const x = tf.tensor2d(
        Array.from({ length: 63 }, (_, i) => Math.sin(i)),
        [7, 9],
      );
      const part = tf.slice(x, [2, 0], [5, 9]); // begins within its origin's texture
      const { output } = attention(tf.reshape(part, [1, 5, 9]), { heads: 3, causal: false });
      // tfjs's products add up what lies beyond the last row
      return [gelu(part), tf.reshape(output, [5, 3])].map((y) =>
        tf.matMul(y as tf.Tensor2D, y as tf.Tensor2D, true, false),
      );
    });
    const numbers = await Promise.all(made.map((product) => product.data()));
    tf.dispose(made);
    return numbers;
  };
  const expected = await products("cpu");
  for (const [i, numbers] of (await products("webgl")).entries()) {
    const { firstOffence, sentence } = closeness(numbers, expected[i] as Float32Array, {
      relative: 1e-4,
    });
    expect(firstOffence, sentence).toBeUndefined();
  }
});

it("switches off a kernel whose shader WebGL refuses", async () => {
  await switchDevice("webgl");
  const right = tf.getKernel("Gelu", "webgl") as tf.KernelConfig;
  tf.unregisterKernel("Gelu", "webgl");
  const refused = glKernel("Gelu", ({ input, pick, run }) => {
    const { shape } = input("x");
    const inputs = pick("x");
    return run({ key: "wrong", form: "texels", inputs, outputs: ["y"], shape, body: "no GLSL" });
  });
  tf.registerKernel(refused);
  const before = tf.memory();
  const x = tf.tensor1d([1]);
  expect(() => tf.engine().runKernel("Gelu", { x })).toThrow("WebGL refuses the shader wrong");
  x.dispose();
  expect(await selfCheck()).toEqual(["Gelu"]);
  expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  tf.registerKernel(right);
});

it("switches off a kernel whose shader WebGPU refuses", async () => {
  await switchDevice("webgpu");
  const backend = tf.backend() as unknown as WebGpuBackend;
  const { pipelineCache } = backend;
  const kept = pipelineCache["ours gelu"];
  const module = backend.device.createShaderModule({ code: "this is no WGSL" });
  pipelineCache["ours gelu"] = backend.device.createComputePipeline({
    compute: { module },
    layout: "auto",
  });
  const right = tf.getKernel("Gelu", "webgpu") as tf.KernelConfig;
  try {
    const started = performance.now();
    expect(await selfCheck()).toEqual(["Gelu"]);
    expect(performance.now() - started).toBeLessThan(5000); // a limit: 16 ms on SwiftShader, at rest and compiled
  } finally {
    if (kept) pipelineCache["ours gelu"] = kept;
    tf.registerKernel(right);
  }
});

it.for([
  ["Adam", (p) => adam([p], { learningRate: 0.5 })],
  ["gradient descent", (p) => sgd([p], { learningRate: 0.5 })],
  ["momentum", (p) => sgd([p], { learningRate: 0.5, momentum: 1e-9 })],
] satisfies [string, (p: Variable) => Optimizer][])(
  "leaves alone what others keep of a parameter when %s changes it in its place",
  async ([, make]) => {
    await switchDevice("webgpu");
    const p = parameter(tf.tensor1d([1, 2, 3]));
    p.grad = tf.tensor1d([1, 1, 1]);
    const optimizer = make(p);
    const kept = p.data.clone();
    await kept.data(); // tfjs keeps numbers that were read, which must not be taken for the new ones
    optimizer.step();
    expect([...(await kept.data())]).toEqual([1, 2, 3]);
    for (const expected of [0.5, 0]) {
      const [first] = await p.data.data();
      expect(first).toBeCloseTo(expected, 5);
      optimizer.step(); // now nobody else keeps it
    }
    kept.dispose();
    optimizer.dispose();
    p.dispose();
  },
);
