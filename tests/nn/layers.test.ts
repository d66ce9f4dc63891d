import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { parameter, toVariable } from "../../lib/autograd/tensor.js";
import { gelu } from "../../lib/nn/gelu.js";
import { layerNorm } from "../../lib/nn/layerNorm.js";
import { linear } from "../../lib/nn/linear.js";
import { selfAttention } from "../../lib/nn/selfAttention.js";
import { unembed } from "../../lib/nn/unembed.js";

const p = (...shape: number[]) => parameter(tf.ones(shape));
const numbers = async ({ data }: { data: tf.Tensor }) => [...(await data.data())];

describe("linear", () => {
  it("treats every row alike, whatever the axes before it", async () => {
    const x = tf.tensor3d([[[1, 2]], [[3, 4]]]); // [2, 1, 2]
    const y = linear(x, parameter(tf.tensor2d([[1], [10]])), parameter(tf.tensor1d([0.5])));
    expect(y.shape).toEqual([2, 1, 1]);
    expect(await numbers(y)).toEqual([21.5, 43.5]);
  });

  it("says which size does not fit", () => {
    const layer = (x: tf.Tensor) => () => linear(x, p(4, 2), p(2));
    expect(layer(tf.ones([3, 5, 6]))).toThrow(
      "linear: weight has shape [4,2], so I=4, but I=6 in x",
    );
    expect(layer(tf.ones([4]))).toThrow("linear: x has shape [4], want axes [B,I]");
  });
});

describe("layerNorm", () => {
  it("gives rows of mean 0 and variance 1, stretched and moved", async () => {
    const x = tf.tensor2d([[1, 3]]); // mean 2, deviation 1
    const y = layerNorm(x, parameter(tf.tensor1d([1, 2])), parameter(tf.tensor1d([0, 5])), 0);
    expect(await numbers(y)).toEqual([-1, 7]);
  });

  it("does not care how its input is stretched and moved", async () => {
    const x = tf.tensor2d([
      [0.3, -2, 1.5, 0.2, 4],
      [5, 5.5, 1, 0, -1],
    ]);
    const norm = (t: tf.Tensor) => numbers(layerNorm(t, p(5), p(5), 0));
    const [one, other] = [await norm(x), await norm(tf.add(tf.mul(x, 7), 3))];
    other.forEach((n, i) => {
      expect(n).toBeCloseTo(one[i] as number, 5);
    });
  });

  it("says which size does not fit", () => {
    expect(() => layerNorm(tf.ones([2, 3]), p(4), p(3))).toThrow(
      "layerNorm: gamma has shape [4], want [3], the last axis of x [2,3]",
    );
  });
});

describe("gelu", () => {
  it("is 0 at 0, about x far right and about 0 far left", async () => {
    const [zero, one, far, near] = await numbers(gelu(tf.tensor1d([0, 1, 10, -10])));
    expect(zero).toBe(0);
    expect(one).toBeCloseTo(0.841192, 5); // PyTorch, approximate="tanh"
    expect(far).toBeCloseTo(10, 6);
    expect(near).toBeCloseTo(0, 6);
  });
});

describe("selfAttention", () => {
  it("gives the yardstick's numbers for two tokens", async () => {
    // Q = K = I₂, V = [[1, 2], [3, 4]]: softmax(I/√2) V
    const qkv = tf.tensor3d([
      [
        [1, 0, 1, 0, 1, 2],
        [0, 1, 0, 1, 3, 4],
      ],
    ]);
    const y = selfAttention(toVariable(qkv), { heads: 1, causal: false });
    const want = [1.660477, 2.660477, 2.339523, 3.339523];
    (await numbers(y)).forEach((n, i) => {
      expect(n).toBeCloseTo(want[i] as number, 5);
    });
  });

  it("reads only what came before when it is causal", async () => {
    const qkv = tf.randomNormal([1, 3, 6], 0, 1, "float32", 1) as tf.Tensor3D;
    const y = await numbers(selfAttention(toVariable(qkv), { heads: 1, causal: true }));
    const [first] = qkv.arraySync() as [number[][]];
    expect(y.slice(0, 2)).toEqual(first[0]?.slice(4).map((n) => expect.closeTo(n, 6)));
  });

  it("does not care about the order of the tokens without positions", async () => {
    const qkv = tf.randomNormal([1, 4, 12], 0, 1, "float32", 2) as tf.Tensor3D;
    const attend = async (x: tf.Tensor3D) =>
      (selfAttention(toVariable(x), { heads: 2, causal: false }).data as tf.Tensor3D).array();
    const order = tf.tensor1d([2, 0, 3, 1], "int32");
    const [plain, shuffled] = [await attend(qkv), await attend(tf.gather(qkv, order, 1))];
    [2, 0, 3, 1].forEach((from, to) => {
      expect(shuffled[0]?.[to]).toEqual(plain[0]?.[from]?.map((n) => expect.closeTo(n, 5)));
    });
  });

  it("refuses what does not hold whole heads", () => {
    expect(() => selfAttention(p(1, 2, 9), { heads: 2, causal: true })).toThrow(
      "selfAttention: qkv has shape [1,2,9], want axes [B,T,3C] with C a multiple of the 2 heads",
    );
  });
});

describe("unembed", () => {
  it("scores each row against each row of the table", async () => {
    const scores = unembed(
      toVariable(tf.tensor2d([[1, 2]])),
      parameter(
        tf.tensor2d([
          [3, 4],
          [5, 6],
          [7, 8],
        ]),
      ),
    );
    expect(await numbers(scores)).toEqual([11, 17, 23]);
    expect(() => unembed(toVariable(tf.ones([2, 3])), p(5, 4))).toThrow(
      "unembed: table has shape [5,4], so C=4, but C=3 in x",
    );
  });
});
