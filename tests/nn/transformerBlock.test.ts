import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward, freeGraph, zeroGrad } from "../../lib/autograd/backward.js";
import { sum } from "../../lib/autograd/reduce.js";
import { parameter, toVariable, type Variable } from "../../lib/autograd/tensor.js";
import { switchDevice } from "../../lib/compute/device.js";
import { setWasmFiles } from "../../lib/compute/wasmFiles.js";
import {
  type NormPlace,
  type TransformerBlock,
  type TransformerBlockConfig,
  transformerBlock,
} from "../../lib/nn/transformerBlock.js";
import { random } from "../../lib/tensor/random.js";
import { wasmFolder } from "../compute/wasmFolder.js";
import { expectParameters, type Flat } from "../models/expectParameters.js";
import { freeAll } from "./freeAll.js";
import { goldenNorms, toTensor } from "./goldenNorms.js";

const small = (norm: NormPlace, change: Partial<TransformerBlockConfig> = {}) =>
  transformerBlock({ width: 8, heads: 2, norm, random: random(1), ...change });

const free = ({ parameters }: TransformerBlock) => freeAll(parameters);
const input = (seed = 2) => tf.randomNormal([2, 5, 8], 0, 1, "float32", seed) as tf.Tensor3D;

async function rowsOf(block: TransformerBlock, x: tf.Tensor): Promise<number[][][]> {
  const y = block.forward(toVariable(x));
  const rows = await (y.data as tf.Tensor3D).array();
  freeGraph(y);
  return rows;
}

describe.each(["cpu", "wasm"] as const)("a Transformer block on %s", (device) => {
  beforeAll(async () => {
    setWasmFiles(wasmFolder());
    expect((await switchDevice(device)).name).toBe(device);
  });

  it.each(goldenNorms.filter(({ kind }) => kind === "block"))(
    "has the results and gradients of PyTorch's TransformerEncoderLayer: $name",
    async ({ attributes, inputs, dy, y: wanted, gradients }) => {
      const before = tf.memory().numTensors;
      const { width, heads, hidden } = attributes as Required<typeof attributes>;
      const { norm, causal } = attributes as Required<typeof attributes>;
      const sizes = { width, heads, hidden, norm, causal, random: random(1) };
      const { parameters, forward } = transformerBlock(sizes);
      const x = parameter(toTensor(inputs.x as Flat));
      const all: Record<string, Variable> = { x, ...parameters };
      for (const [name, flat] of Object.entries(inputs)) all[name]?.assign(toTensor(flat));
      const upstream = toTensor(dy);
      const y = forward(x);
      await expectParameters({ y }, { y: wanted });
      const loss = sum(mul(y, upstream));
      backward(loss);
      await expectParameters(all, gradients, ({ grad }) => grad);
      freeAll(all, upstream, loss);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it("is the identity, bit for bit, when both branches end in zeros, with pre and with none", async () => {
    const x = input();
    for (const norm of ["pre", "none"] as const) {
      const block = small(norm, { deviation: ({ endsBranch }) => (endsBranch ? 0 : 0.5) });
      expect(await rowsOf(block, x)).toEqual(await x.array());
      free(block);
    }
    x.dispose();
  });

  it("leaves rows of mean 0 and variance 1 with post, however large its branches are", async () => {
    const x = input();
    const block = small("post", { deviation: () => 3 });
    for (const row of (await rowsOf(block, x)).flat()) {
      const mean = row.reduce((total, v) => total + v, 0) / row.length;
      expect(mean).toBeCloseTo(0, 4);
      expect(row.reduce((total, v) => total + (v - mean) ** 2, 0) / row.length).toBeCloseTo(1, 3);
    }
    free(block);
    x.dispose();
  });

  it.each(["pre", "post", "none"] as const)(
    "does not let the future change the past when it is causal: %s",
    async (norm) => {
      const x = input();
      const other = tf.tidy(() =>
        tf.concat([tf.slice(x, [0, 0, 0], [2, 3, 8]), tf.slice(input(7), [0, 3, 0])], 1),
      );
      const causal = small(norm, { deviation: () => 0.5 });
      const both = small(norm, { deviation: () => 0.5, causal: false });
      const past = (rows: number[][][]) => rows.map((example) => example.slice(0, 3));
      expect(past(await rowsOf(causal, x))).toEqual(past(await rowsOf(causal, other)));
      expect(past(await rowsOf(both, x))).not.toEqual(past(await rowsOf(both, other)));
      for (const block of [causal, both]) free(block);
      freeAll(x, other);
    },
  );
});

describe("transformerBlock", () => {
  it("has GPT-2's names and shapes, without norms where there are none", () => {
    const shapes = (norm: NormPlace) => {
      const block = small(norm, { hidden: 12 });
      free(block);
      return Object.fromEntries(Object.entries(block.parameters).map(([n, p]) => [n, p.shape]));
    };
    const matrices = {
      "attn.c_attn.weight": [8, 24],
      "attn.c_attn.bias": [24],
      "attn.c_proj.weight": [8, 8],
      "attn.c_proj.bias": [8],
      "mlp.c_fc.weight": [8, 12],
      "mlp.c_fc.bias": [12],
      "mlp.c_proj.weight": [12, 8],
      "mlp.c_proj.bias": [8],
    };
    expect(shapes("none")).toEqual(matrices);
    const norms = { "ln_1.weight": [8], "ln_1.bias": [8], "ln_2.weight": [8], "ln_2.bias": [8] };
    for (const norm of ["pre", "post"] as const)
      expect(shapes(norm)).toEqual({ ...norms, ...matrices });
  });

  it("spreads its first weights as it is told, 0.02 by default", async () => {
    const spreadOf = async (block: TransformerBlock, name: string) => {
      const numbers = await (block.parameters[name] as Variable).data.data();
      return Math.sqrt([...numbers].reduce((total, w) => total + w * w, 0) / numbers.length);
    };
    const usual = small("pre", { width: 32 });
    expect(await spreadOf(usual, "mlp.c_fc.weight")).toBeCloseTo(0.02, 3);
    const told = small("pre", {
      width: 32,
      deviation: ({ inputs, endsBranch }) => (endsBranch ? 0.5 : 1 / Math.sqrt(inputs)),
    });
    expect(await spreadOf(told, "mlp.c_fc.weight")).toBeCloseTo(1 / Math.sqrt(32), 2);
    expect(await spreadOf(told, "mlp.c_proj.weight")).toBeCloseTo(0.5, 1);
    expect(await spreadOf(told, "attn.c_proj.weight")).toBeCloseTo(0.5, 1);
    for (const block of [usual, told]) free(block);
  });

  it("leaves no tensor behind over 200 steps", () => {
    const block = small("pre");
    const x = input();
    const step = () => {
      tf.tidy(() => backward(sum(block.forward(toVariable(x)))));
      zeroGrad(block.parameters);
    };
    step();
    const { numTensors } = tf.memory();
    for (let i = 0; i < 200; i++) step();
    expect(tf.memory().numTensors).toBe(numTensors);
    free(block);
    x.dispose();
  });

  it.each([
    [{ width: 9 }, "transformerBlock: got width 9 and 2 heads, want a width they divide"],
    [{ heads: 0 }, "transformerBlock: got heads 0, want a positive whole number"],
    [{ hidden: 2.5 }, "transformerBlock: got hidden 2.5, want a positive whole number"],
  ])("refuses sizes that cannot be: %o", (change, says) => {
    expect(() => small("pre", change)).toThrow(says);
  });
});
