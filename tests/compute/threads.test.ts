import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { switchDevice } from "../../lib/compute/device.js";
import { threadCount } from "../../lib/compute/threads.js";
import { compiledOf } from "../../lib/compute/wasm/compiled.js";
import { shareOut } from "../../lib/compute/wasm/shareOut.js";
import { Threads } from "../../lib/compute/wasm/threads.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "./wasmFolder.js";

/** A kernel's call, of shapes that divide badly. */
interface Case {
  kernel: string;
  inputs: Record<string, number[]>;
  attributes?: object;
  /** Inputs that it changes. */
  changed?: string[];
}

const conv = { strides: [1, 1], pad: "same", dataFormat: "NHWC", dilations: 1 };
const product = (a: number[], b: number[], transposeA = false, transposeB = false): Case => ({
  kernel: "BatchMatMul",
  inputs: { a, b },
  attributes: { transposeA, transposeB },
});
const adam = { beta1: 0.9, beta2: 0.999, rate: 0.01, epsilon: 1e-8, keep: 0.99 };
const heads = { heads: 3, causal: true };
const [B, T, C] = [5, 7, 6];

const cases: Case[] = [
  product([37, 300], [300, 19]),
  product([300, 37], [300, 19], true),
  product([19, 13], [37, 13], false, true),
  product([5, 13], [13, 70]),
  product([3, 20, 5], [1, 5, 9]),
  {
    kernel: "_FusedMatMul",
    inputs: { a: [1, 17, 9], b: [1, 9, 50], bias: [50] },
    attributes: { transposeA: false, transposeB: false, activation: "linear" },
  },
  {
    kernel: "LayerNorm",
    inputs: { x: [11, 10], gamma: [10], beta: [10] },
    attributes: { epsilon: 1e-5 },
  },
  { kernel: "Gelu", inputs: { x: [7, 5] } },
  { kernel: "GeluGradient", inputs: { dy: [7, 5], x: [7, 5] } },
  {
    kernel: "CrossEntropyGradient",
    inputs: { dy: [], logits: [7, 9], labels: [7], logSumExp: [7] },
  },
  { kernel: "Attention", inputs: { qkv: [B, T, 3 * C] }, attributes: heads },
  {
    kernel: "AttentionGradient",
    inputs: { dy: [B, T, C], qkv: [B, T, 3 * C], output: [B, T, C], logSumExp: [B, 3, T] },
    attributes: heads,
  },
  {
    kernel: "AdamStep",
    inputs: { parameter: [23], gradient: [23], mean: [23], meanSquare: [23] },
    attributes: adam,
    changed: ["mean", "meanSquare"],
  },
  {
    kernel: "SgdStep",
    inputs: { parameter: [23], gradient: [23], velocity: [23] },
    attributes: { momentum: 0.9, rate: 0.1 },
    changed: ["velocity"],
  },
  {
    kernel: "FusedConv2D",
    inputs: { x: [5, 6, 7, 2], filter: [3, 3, 2, 4], bias: [4] },
    attributes: { ...conv, activation: "relu" },
  },
  {
    kernel: "Conv2DBackpropInput",
    inputs: { dy: [5, 6, 7, 4], filter: [3, 3, 2, 4] },
    attributes: { ...conv, inputShape: [5, 6, 7, 2] },
  },
  {
    kernel: "MaxPoolGrad",
    inputs: { dy: [5, 3, 4, 3], input: [5, 6, 8, 3], output: [5, 3, 4, 3] },
    attributes: { filterSize: 2, strides: 2, pad: "valid" },
  },
  { kernel: "Lstm", inputs: { gates: [17, 4, 20], stateWeight: [5, 20] } },
];

let shared: string[] = [];

/** Divides all work among so many threads, however little it is; they work one after the other. */
function pretend(threads: number): void {
  const { exports, scratches } = compiledOf(tf.backend() as BackendWasm) ?? {};
  (scratches as number[]).length = 1;
  while ((scratches as number[]).length < threads) {
    const { _malloc } = (tf.backend() as BackendWasm).wasm as unknown as {
      _malloc(bytes: number): number;
    };
    (scratches as number[]).push(_malloc(exports?.scratchBytes() as number));
  }
  vi.spyOn(Threads.prototype, "size", "get").mockReturnValue(threads);
  vi.spyOn(Threads.prototype, "run").mockImplementation((name, work, argumentsOf) => {
    const run = (exports as unknown as Record<string, (...numbers: number[]) => void>)[name];
    const shares = shareOut(work.items, work.grain ?? 1, threads);
    if (shares.length > 1) shared.push(name);
    // The last first: nobody may count on an order.
    for (const [i, share] of [...shares.entries()].reverse()) run?.(...argumentsOf(...share, i));
  });
}

async function results({ kernel, inputs, attributes = {}, changed = [] }: Case): Promise<string[]> {
  const { normal, integer } = random(5);
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => {
      const size = tf.util.sizeFromShape(shape);
      const whole = name === "labels";
      const values = Array.from({ length: size }, () =>
        whole ? integer(9) : name === "meanSquare" ? normal() ** 2 : normal(),
      );
      return [name, tf.tensor(values, shape, whole ? "int32" : "float32")];
    }),
  );
  const out = [
    tf.engine().runKernel(kernel, tensors, attributes as tf.NamedAttrMap) as tf.Tensor,
  ].flat();
  const all = [...out, ...changed.map((name) => tensors[name] as tf.Tensor)];
  const bits = await Promise.all(
    all.map(async (x) => `${new Uint32Array((await x.data()).slice().buffer)}`),
  );
  tf.dispose([tensors, out]);
  return bits;
}

describe("work that is shared among threads", () => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    await switchDevice("wasm");
  });
  afterEach(() => void vi.restoreAllMocks());

  it.each(cases)("has the bits of one thread's in $kernel, $inputs", async (one) => {
    const expected = await results(one);
    shared = [];
    for (const threads of [2, 3, 4]) {
      pretend(threads);
      expect(await results(one), `${threads} threads`).toEqual(expected);
      vi.restoreAllMocks();
    }
    expect(shared.length).toBeGreaterThanOrEqual(3);
  });
});

describe("threadCount", () => {
  afterEach(() => void vi.unstubAllGlobals());
  const page = (crossOriginIsolated: boolean, hardwareConcurrency: number) => {
    vi.stubGlobal("crossOriginIsolated", crossOriginIsolated);
    vi.stubGlobal("navigator", { hardwareConcurrency });
  };

  it("is what the machine has, four at most, on a page that is isolated", () => {
    page(true, 2);
    expect(threadCount("")).toEqual({
      count: 2,
      why: "Large operations are shared among 2 threads.",
    });
    page(true, 16);
    expect(threadCount("?device=wasm").count).toBe(4);
    expect(threadCount("?threads=3").count).toBe(3);
    expect(threadCount("?threads=9").count).toBe(4);
    page(true, 1);
    expect(threadCount("").why).toContain("one processor");
  });

  it("is one elsewhere, where the address says so, and where it says nothing sensible", () => {
    page(false, 8);
    expect(threadCount("?threads=4").count).toBe(1);
    expect(threadCount("").why).toContain("does not send the two headers");
    page(true, 8);
    expect(threadCount("?threads=1")).toEqual({
      count: 1,
      why: "It computes in one thread, as the address asks.",
    });
    for (const asked of ["0", "-1", "2.5", "many"]) {
      expect(threadCount(`?threads=${asked}`)).toEqual({
        count: 1,
        why: `It computes in one thread: the address asks for “${asked}”, and can ask for 1 to 4.`,
      });
    }
  });
});
