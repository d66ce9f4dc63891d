import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { add, mul } from "../../lib/autograd/arithmetic.js";
import { backward, freeGraph, zeroGrad } from "../../lib/autograd/backward.js";
import { broadcastTo, unbroadcast } from "../../lib/autograd/broadcast.js";
import { relu, square, tanh } from "../../lib/autograd/elementwise.js";
import { gather } from "../../lib/autograd/gather.js";
import { matMul } from "../../lib/autograd/matMul.js";
import { mean, sum } from "../../lib/autograd/reduce.js";
import { reshape, transpose } from "../../lib/autograd/reshape.js";
import { slice } from "../../lib/autograd/slice.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { parameter, record, toVariable, type Variable } from "../../lib/autograd/tensor.js";
import { random } from "../../lib/tensor/random.js";
import { expectCase, tensorCases } from "./tensorCases.js";

const numbers = (x: tf.Tensor | undefined) => [...(x as tf.Tensor).dataSync()];
const normal = (shape: number[], seed: number) => {
  const { normal } = random(seed);
  return tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, normal), shape);
};

/** Frees tensors and variables, also in lists and objects. */
const free = (things: object) => tf.dispose(things as tf.TensorContainer);

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  let before = 0;
  beforeAll(async () => {
    expect(await tf.setBackend(backend)).toBe(true);
  });
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors - before).toBe(0); // every test frees what it made
  });

  it("differentiates 3w² by hand", () => {
    const w = parameter(tf.tensor([1, -2]), "w");
    const loss = sum(mul(square(w), 3));
    backward(loss);
    expect(numbers(loss.data)).toEqual([15]);
    expect(numbers(w.grad)).toEqual([6, -12]);
    free([loss, w]);
  });

  it.each(tensorCases)("agrees with PyTorch: $name", async (golden) => {
    await expectCase(golden, 1e-5);
  });

  it("agrees with tfjs's own gradients on a two-layer network", () => {
    const [x, y] = [normal([8, 5], 1), tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1], "int32")];
    const shapes = [[5, 7], [7], [7, 3], [3]];
    const tensors = shapes.map((shape, i) => normal(shape, i + 2));
    const [w1, b1, w2, b2] = tensors.map((tensor) => parameter(tensor.clone())) as [
      Variable,
      Variable,
      Variable,
      Variable,
    ];
    const loss = softmaxCrossEntropy(add(matMul(tanh(add(matMul(x, w1), b1)), w2), b2), y);
    backward(loss);
    const theirs = tf.valueAndGrads(
      (v1: tf.Tensor, c1: tf.Tensor, v2: tf.Tensor, c2: tf.Tensor) => {
        const logits = tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x, v1), c1)), v2), c2);
        return tf.losses.softmaxCrossEntropy(tf.oneHot(y, 3), logits) as tf.Scalar;
      },
    )(tensors);
    expect(numbers(loss.data)[0]).toBeCloseTo(numbers(theirs.value)[0] as number, 5);
    for (const [i, { grad }] of [w1, b1, w2, b2].entries()) {
      const wanted = numbers(theirs.grads[i]);
      numbers(grad).forEach((value, k) => {
        expect(value).toBeCloseTo(wanted[k] as number, 5);
      });
    }
    for (const variable of [loss, w1, b1, w2, b2]) variable.dispose();
    free([x, y, tensors, theirs.value, theirs.grads]);
  });

  it("adds a second pass to the gradient until zeroGrad", () => {
    const w = parameter(tf.scalar(3));
    for (const wanted of [6, 12]) {
      const loss = square(w);
      backward(loss);
      expect(numbers(w.grad)).toEqual([wanted]);
      loss.dispose();
    }
    zeroGrad([w]);
    expect(w.grad).toBeUndefined();
    w.dispose();
  });

  it("walks the same graph twice when it is retained", () => {
    const w = parameter(tf.scalar(3));
    const loss = square(mul(w, 2));
    backward(loss, { retainGraph: true });
    backward(loss);
    expect(numbers(w.grad)).toEqual([48]);
    free([loss, w]);
  });

  it("gives parameters that receive the same gradient a tensor each", () => {
    const [a, b] = [parameter(tf.scalar(1)), parameter(tf.scalar(2))];
    const loss = add(a, b);
    backward(loss);
    zeroGrad([a]);
    expect(numbers(b.grad)).toEqual([1]);
    free([loss, a, b]);
  });

  it("sends no gradient into plain tensors and numbers", () => {
    const x = tf.tensor([2, 3]);
    const asked: string[] = [];
    const w = parameter(tf.tensor([1, 1]));
    const watched = record("watched", x.clone(), [
      [
        toVariable(x),
        (dy) => {
          asked.push("x");
          return dy;
        },
      ],
    ]);
    const loss = sum(mul(watched, w));
    backward(loss);
    expect(asked).toEqual([]);
    expect(numbers(w.grad)).toEqual([2, 3]);
    expect(x.isDisposed).toBe(false);
    free([x, loss, w]);
  });

  it("keeps the number of tensors constant over 200 steps", () => {
    const w = parameter(normal([4, 3], 1));
    const b = parameter(normal([3], 2));
    const x = normal([5, 4], 3);
    const y = tf.tensor1d([0, 1, 2, 1, 0], "int32");
    const counts = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const loss = softmaxCrossEntropy(relu(add(matMul(square(x), w), mul(b, 0.5))), y);
      backward(loss);
      loss.dispose();
      counts.add(tf.memory().numTensors);
    }
    expect(counts.size).toBe(1);
    free([w, b, x, y]);
  });

  it("keeps parameters and gradients that are made inside tf.tidy", () => {
    const made: Variable[] = [];
    tf.tidy(() => {
      const w = parameter(tf.scalar(3));
      backward(square(w));
      made.push(w);
    });
    expect(numbers(made[0]?.data)).toEqual([3]);
    expect(numbers(made[0]?.grad)).toEqual([6]);
    free(made);
  });

  it("frees a graph that never runs backwards", () => {
    const w = parameter(tf.tensor([1, 2]));
    const x = tf.tensor([1, 2]);
    const label = tf.tensor1d([0], "int32");
    freeGraph(softmaxCrossEntropy(reshape(mul(x, mul(w, 2)), [1, 2]), label));
    expect(w.data.isDisposed || x.isDisposed).toBe(false);
    free([w, x, label]);
  });

  it("frees tensors on its way back, not only at the end", () => {
    const w = parameter(tf.scalar(1));
    let atTheEnd = 0;
    let loss = record("last to be reached", tf.scalar(1), [
      [
        w,
        (dy) => {
          atTheEnd = tf.memory().numTensors - before;
          return dy;
        },
      ],
    ]);
    for (let i = 0; i < 50; i++) loss = tanh(loss);
    backward(loss);
    expect(atTheEnd).toBeLessThanOrEqual(6); // w, the loss, and a result and gradient or two
    free([loss, w]);
  });

  it("frees what it made when a pullback fails", () => {
    const w = parameter(tf.scalar(1));
    const y = record("broken", tf.scalar(2), [
      [
        w,
        () => {
          throw new Error("no gradient today");
        },
      ],
    ]);
    const loss = mul(y, 2);
    expect(() => backward(loss)).toThrow("no gradient today");
    freeGraph(loss);
    w.dispose();
  });

  it("lets tf.dispose free a variable without touching what it was computed from", () => {
    const w = parameter(tf.scalar(1), "w");
    const loss = square(w);
    free({ loss });
    expect([loss.data.isDisposed, w.data.isDisposed]).toEqual([true, false]);
    free({ w });
    expect(w.data.isDisposed).toBe(true);
  });

  it("does not overflow on 20,000 operations in a row", () => {
    const w = parameter(tf.scalar(1));
    let loss: Variable = w;
    for (let i = 0; i < 20_000; i++) loss = reshape(loss, []);
    backward(loss);
    expect(numbers(w.grad)).toEqual([1]);
    loss.dispose();
    w.dispose();
  });
});

describe("broadcasting", () => {
  it("sums a gradient over added and stretched axes", () => {
    const dy = tf.tensor2d([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(unbroadcast(dy, [3]).arraySync()).toEqual([5, 7, 9]);
    expect(unbroadcast(dy, [2, 1]).arraySync()).toEqual([[6], [15]]);
    expect(unbroadcast(dy, []).arraySync()).toBe(21);
    expect(unbroadcast(dy, [2, 3])).toBe(dy);
  });

  it("passes the same total to every shape that broadcasts", () => {
    const size = fc.constantFrom(1, 2, 3);
    const property = fc.property(
      fc.array(size, { maxLength: 3 }),
      fc.nat(3),
      fc.nat(),
      (to, drop, which) => {
        const from = to.slice(Math.min(drop, to.length)).map((n, i) => ((which >> i) & 1 ? n : 1));
        tf.tidy(() => {
          const x = parameter(normal(from, 1));
          const dy = normal(to, 2);
          backward(sum(mul(broadcastTo(x, to), dy)));
          expect(x.grad?.shape).toEqual(from);
          expect(tf.util.sum(numbers(x.grad))).toBeCloseTo(tf.util.sum(numbers(dy)), 4);
          x.dispose();
        });
      },
    );
    fc.assert(property, { seed: 1 });
  });
});

describe("the tensor engine refuses", () => {
  const p = (...shape: number[]) => parameter(tf.zeros(shape), `p[${shape}]`);
  const ints = (...shape: number[]) => tf.zeros(shape, "int32");
  const refusals: [what: string, act: () => unknown, says: string][] = [
    [
      "sizes that do not broadcast",
      () => add(p(2, 3), p(4)),
      "add: a has shape [2,3] and b has shape [4], so axis -1 is 3 in one and 4 in the other",
    ],
    [
      "a first axis that does not broadcast",
      () => mul(p(2, 3), p(5, 1)),
      "mul: a has shape [2,3] and b has shape [5,1], so axis -2 is 2 in one and 5 in the other",
    ],
    [
      "a slice that reaches outside",
      () => slice(p(2, 4), [1, 0], [2, 4]),
      "slice: x has shape [2,4], want a block inside it, got [2,4] from [1,0]",
    ],
    [
      "inner sizes that differ",
      () => matMul(p(2, 4), p(5, 3)),
      "matMul: b has shape [5,3], so K=5, but K=4 in a",
    ],
    [
      "a vector in a matrix product",
      () => matMul(p(4), p(4, 3)),
      "matMul: a has shape [4] and b has shape [4,3], want at least two axes each",
    ],
    [
      "batches that differ",
      () => matMul(p(2, 1, 4), p(3, 4, 1)),
      "matMul (batch): a has shape [2] and b has shape [3]",
    ],
    [
      "a shape with another number of elements",
      () => reshape(p(2, 3), [4]),
      "reshape: x has shape [2,3], so 6 elements, which do not fit [4]",
    ],
    ["an order that repeats", () => transpose(p(2, 3), [0, 0]), "transpose: got order [0,0]"],
    [
      "an axis that is not there",
      () => sum(p(2, 3), 2),
      "sum: x has shape [2,3], so there is no axis 2",
    ],
    [
      "to shrink by broadcasting",
      () => broadcastTo(p(2, 3), [3]),
      "broadcastTo: x has shape [2,3], which [3] cannot hold",
    ],
    [
      "labels of another shape",
      () => softmaxCrossEntropy(p(2, 3), ints(3)),
      "softmaxCrossEntropy: logits have shape [2,3], so labels must have [2], but have [3]",
    ],
    [
      "labels that are not whole numbers",
      () => softmaxCrossEntropy(p(2, 3), tf.zeros([2])),
      "softmaxCrossEntropy: labels have dtype float32, want int32",
    ],
    [
      "a table of three axes",
      () => gather(p(2, 3, 4), ints(2)),
      "gather: table has shape [2,3,4], want axes [V,D]",
    ],
    [
      "indices that are not whole",
      () => gather(p(2, 3), tf.zeros([2])),
      "gather: indices have dtype float32",
    ],
    [
      "a loss of several numbers",
      () => backward(square(p(3))),
      "backward: the loss has shape [3], want a single number; take its mean or sum",
    ],
    [
      "new numbers of another shape",
      () => p(2).assign(tf.zeros([3])),
      "assign: got shape [3] for p[2], want [2]",
    ],
    [
      "a second pass over a freed graph",
      () => {
        const loss = mean(square(mul(p(2), 2)));
        backward(loss);
        backward(loss);
      },
      "backward: an input of mean was freed; run forward again, or give the first backward { retainGraph: true }",
    ],
    [
      "a pass through a parameter that was replaced",
      () => {
        const w = p(2);
        const loss = sum(square(w));
        w.assign(tf.ones([2]));
        backward(loss);
      },
      "backward: p[2] was given new numbers after square had read it; run forward again",
    ],
  ];
  it.each(refusals)("%s", (_, act, says) => {
    expect(act).toThrow(says);
  });

  it("to read several numbers as one", async () => {
    await expect(p(2).item()).rejects.toThrow("item: got shape [2], want a single number");
  });
});
