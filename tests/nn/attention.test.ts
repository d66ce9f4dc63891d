import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mul } from "../../lib/autograd/arithmetic.js";
import { backward, freeGraph } from "../../lib/autograd/backward.js";
import { concat } from "../../lib/autograd/concat.js";
import { sum } from "../../lib/autograd/reduce.js";
import { softmax } from "../../lib/autograd/softmax.js";
import { parameter } from "../../lib/autograd/tensor.js";
import { scaledDotProductAttention } from "../../lib/nn/attention.js";
import { joinHeads, splitHeads } from "../../lib/nn/heads.js";
import { causalMask, paddingMask } from "../../lib/nn/masks.js";
import { multiHeadAttention } from "../../lib/nn/multiHeadAttention.js";
import { random } from "../../lib/tensor/random.js";
import goldens from "../golden/attention.json";
import { expectGolden } from "./attentionGolden.js";

const numbers = async (x: { data: tf.Tensor } | tf.Tensor) => [
  ...(await (x instanceof tf.Tensor ? x : x.data).data()),
];
const normal = (shape: number[], seed: number) => {
  const stream = random(seed);
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, stream.normal),
    shape,
  );
};
const close = (actual: number[], wanted: number[], digits = 5) => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, n] of wanted.entries()) expect(actual[i]).toBeCloseTo(n, digits);
};

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  let before = 0;
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0);
  });

  it("reads the worked example: two keys, each query nearer to its own", async () => {
    const q = tf.tensor4d([1, 0, 0, 1], [1, 1, 2, 2]);
    const v = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const { output } = scaledDotProductAttention(q, q, v);
    close(await numbers(output), [1.660477, 2.660477, 2.339523, 3.339523]);
    freeGraph(output);
    tf.dispose([q, v]);
  });

  it.each(goldens)("agrees with PyTorch: $name", async (golden) => {
    await expectGolden(golden, 1e-5);
  });

  it("gives zeros, and no gradient, where a whole row is hidden", async () => {
    const x = parameter(tf.tensor2d([[1, 2], [3, 4]])); // biome-ignore format: a matrix
    const mask = tf.tensor2d([[1, 1], [0, 0]], [2, 2], "bool"); // biome-ignore format: a matrix
    const y = softmax(x, mask);
    expect((await numbers(y)).slice(2)).toEqual([0, 0]);
    const weights = tf.tensor2d([[5, -1], [2, 7]]); // biome-ignore format: a matrix
    const loss = sum(mul(y, weights));
    backward(loss);
    const gradient = await numbers(x.grad as tf.Tensor);
    expect(gradient.slice(2)).toEqual([0, 0]);
    expect(gradient[0]).not.toBe(0);
    tf.dispose([loss, x, mask, weights] as unknown as tf.TensorContainer);
  });

  it("shows no token what comes after it, bit for bit", async () => {
    const [x, other] = [normal([1, 2, 6, 4], 1), normal([1, 2, 6, 4], 2)];
    const mask = causalMask(6);
    const changed = tf.tidy(() => tf.concat([tf.slice(x, [0, 0, 0, 0], [1, 2, 4, 4]), tf.slice(other, [0, 0, 4, 0], [1, 2, 2, 4])], 2)); // biome-ignore format: one expression
    const read = async (of: tf.Tensor) => {
      const { output } = scaledDotProductAttention(of, of, of, { mask });
      const values = await numbers(output);
      freeGraph(output);
      return values;
    };
    const [one, two] = [await read(x), await read(changed)];
    for (const head of [0, 1]) {
      const at = head * 24;
      expect(two.slice(at, at + 16)).toEqual(one.slice(at, at + 16)); // four tokens of four numbers
      expect(two.slice(at + 16, at + 24)).not.toEqual(one.slice(at + 16, at + 24));
    }
    tf.dispose([x, other, changed, mask]);
  });

  it("does not care for the order of keys and values, and follows that of queries", async () => {
    const [q, k, v] = [normal([1, 1, 4, 3], 3), normal([1, 1, 4, 3], 4), normal([1, 1, 4, 3], 5)];
    const order = tf.tensor1d([2, 0, 3, 1], "int32");
    const shuffled = [q, k, v].map((x) => tf.gather(x, order, 2)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const plain = scaledDotProductAttention(q, k, v).output;
    const keys = scaledDotProductAttention(q, shuffled[1], shuffled[2]).output;
    const queries = scaledDotProductAttention(shuffled[0], k, v).output;
    close(await numbers(keys), await numbers(plain));
    const rows = await numbers(plain);
    close(
      await numbers(queries),
      [2, 0, 3, 1].flatMap((t) => rows.slice(3 * t, 3 * t + 3)),
    );
    for (const each of [plain, keys, queries]) freeGraph(each);
    tf.dispose([q, k, v, order, shuffled]);
  });
});

it("gives rows that sum to 1 under any mask that leaves a key, and 0 under one that does not", async () => {
  await tf.setBackend("cpu");
  const size = fc.integer({ min: 1, max: 5 });
  const cases = fc.record({
    T: size,
    S: size,
    seed: fc.nat(),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ T, S, seed, keep }) => {
      const stream = random(seed);
      const seen = Array.from({ length: T * S }, () => Number(stream.uniform() < keep));
      const mask = tf.tensor2d(seen, [T, S], "bool");
      const [q, k, v] = [
        normal([1, 1, T, 2], seed),
        normal([1, 1, S, 2], seed + 1),
        normal([1, 1, S, 2], seed + 2),
      ];
      const { output, weights } = scaledDotProductAttention(q, k, v, { mask });
      const read = await numbers(weights);
      for (let t = 0; t < T; t++) {
        const row = read.slice(t * S, (t + 1) * S);
        const any = seen.slice(t * S, (t + 1) * S).includes(1);
        expect(row.reduce((total, w) => total + w, 0)).toBeCloseTo(any ? 1 : 0, 5);
        row.forEach((w, s) => { if (!seen[t * S + s]) expect(w).toBe(0); }); // biome-ignore format: one line
      }
      freeGraph(output);
      tf.dispose([q, k, v, mask]);
    }),
    { numRuns: 40 },
  );
});

describe("masks", () => {
  it("let a query read itself and what came before", async () => {
    expect(await causalMask(3).array()).toEqual([[1, 0, 0], [1, 1, 0], [1, 1, 1]]); // biome-ignore format: a matrix
  });

  it("put the last query beside the last key", async () => {
    expect(await causalMask(2, 4).array()).toEqual([[1, 1, 1, 0], [1, 1, 1, 1]]); // biome-ignore format: a matrix
  });

  it("hide what only fills up", async () => {
    const mask = paddingMask(tf.tensor2d([[5, 2, 0], [0, 1, 3]], [2, 3], "int32"), 0); // biome-ignore format: a matrix
    expect(mask.shape).toEqual([2, 1, 1, 3]);
    expect([...(await mask.data())]).toEqual([1, 1, 0, 0, 1, 1]);
  });
});

describe("heads", () => {
  it("are blocks of the width, and join to what they were", async () => {
    const x = parameter(tf.tensor3d([[[1, 2, 3, 4], [5, 6, 7, 8]]])); // biome-ignore format: a matrix
    const split = splitHeads(x, 2);
    expect(split.shape).toEqual([1, 2, 2, 2]);
    expect(await numbers(split)).toEqual([1, 2, 5, 6, 3, 4, 7, 8]);
    expect(await numbers(joinHeads(split))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("refusals", () => {
  beforeAll(() => tf.setBackend("cpu"));
  const ones = (...shape: number[]) => tf.ones(shape);
  const p = (...shape: number[]) => parameter(tf.ones(shape));
  const layer = () => ({ weight: p(4, 4), bias: p(4) });
  const mixed = (x: number, memory: number) => {
    const layers = { query: layer(), key: layer(), value: layer(), output: layer() };
    multiHeadAttention(ones(1, 2, x), ones(1, 3, memory), layers, { heads: 2 });
  };
  const attend = (q: tf.Tensor) => scaledDotProductAttention(q, ones(1, 2, 3, 5), ones(1, 2, 3, 5));
  const refused: [string, () => unknown][] = [
    [
      "scaledDotProductAttention: k has shape [1,2,3,5], so D=5, but D=4 in q",
      () => attend(ones(1, 2, 3, 4)),
    ],
    ["scaledDotProductAttention: q has shape [3], want axes [B,H,T,D]", () => attend(ones(3))],
    [
      "softmax: the mask has shape [2,3], which [3] cannot hold",
      () => softmax(ones(3), tf.ones([2, 3], "bool")),
    ],
    ["softmax: the mask has dtype float32, want bool", () => softmax(ones(3), ones(3))],
    ["causalMask: want T <= S, got T=3, S=2", () => causalMask(3, 2)],
    ["causalMask: got T=0, want a positive whole number", () => causalMask(0)],
    [
      "splitHeads: x has shape [1,2,4], want axes [B,T,C] with C a multiple of the 3 heads",
      () => splitHeads(p(1, 2, 4), 3),
    ],
    ["joinHeads: x has shape [1,2,4], want axes [B,H,T,D]", () => joinHeads(p(1, 2, 4))],
    ["multiHeadAttention: memory has shape [1,3,5], so C=5, but C=4 in x", () => mixed(4, 5)],
    ["linear: weight has shape [4,4], so I=4, but I=6 in x", () => mixed(6, 6)],
    ["concat: got no tensors, want at least one", () => concat([])],
    ["concat: got axis 2 for shape [2,3]", () => concat([ones(2, 3)], 2)],
    [
      "concat: part 1 has shape [3,3], want [2,3] but for axis 1",
      () => concat([ones(2, 3), ones(3, 3)]),
    ],
  ];
  it.each(refused)("%s", (message, run) => {
    expect(run).toThrow(message);
  });
});
