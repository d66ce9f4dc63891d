import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { backward, freeGraph, zeroGrad } from "../../lib/autograd/backward.js";
import { softmaxCrossEntropy } from "../../lib/autograd/softmaxCrossEntropy.js";
import { switchDevice } from "../../lib/compute/device.js";
import { type BlockStackConfig, blockStack } from "../../lib/models/blockStack.js";
import { freeAll } from "../nn/freeAll.js";

const small: BlockStackConfig = {
  ...{ vocabSize: 5, length: 4, width: 8, heads: 2, layers: 2 },
  norm: "pre",
};
const symbols = (rows: number[][]) => tf.tensor2d(rows, undefined, "int32");

beforeAll(() => switchDevice("cpu"));

describe("blockStack", () => {
  it("lets every place read every other", async () => {
    const { parameters, forward } = blockStack(small);
    const firstOf = async (row: number[]) => {
      const x = symbols([row]);
      const logits = forward(x);
      const numbers = [...(await logits.data.data())].slice(0, 5);
      freeGraph(logits);
      x.dispose();
      return numbers;
    };
    expect(await firstOf([1, 2, 3, 4])).not.toEqual(await firstOf([1, 2, 3, 0]));
    freeAll(parameters);
  });

  it("has a last norm with pre, norms in its blocks with post, and none with none", () => {
    const names = (norm: BlockStackConfig["norm"]) => {
      const { parameters } = blockStack({ ...small, norm });
      freeAll(parameters);
      return Object.keys(parameters);
    };
    expect(names("pre")).toContain("ln_f.weight");
    expect(names("post")).not.toContain("ln_f.weight");
    expect(names("post")).toContain("h.1.ln_2.bias");
    expect(names("none").filter((name) => name.includes("ln_"))).toEqual([]);
  });

  it("starts from the same weights whatever its norms", async () => {
    const weights = async (norm: BlockStackConfig["norm"]) => {
      const { parameters } = blockStack({ ...small, norm });
      const numbers = [...((await parameters["h.1.mlp.c_proj.weight"]?.data.data()) ?? [])];
      freeAll(parameters);
      return numbers;
    };
    expect(await weights("post")).toEqual(await weights("pre"));
  });

  it.each(["pre", "post", "none"] as const)(
    "leaves no tensor behind over 50 steps, and gives every parameter a gradient: %s",
    (norm) => {
      const { parameters, forward } = blockStack({ ...small, norm });
      const [x, y] = [symbols([[1, 2, 3, 4]]), symbols([[4, 3, 2, 1]])];
      const { numTensors } = tf.memory();
      for (let i = 0; i < 50; i++) {
        const loss = softmaxCrossEntropy(forward(x), y);
        backward(loss);
        for (const { grad, label } of Object.values(parameters)) expect(grad, label).toBeDefined();
        zeroGrad(parameters);
        loss.dispose();
      }
      expect(tf.memory().numTensors).toBe(numTensors);
      freeAll(parameters, x, y);
    },
  );

  it("refuses sizes that cannot be, and rows of another length", () => {
    expect(() => blockStack({ ...small, layers: 0 })).toThrow(
      "blockStack: got layers 0, want a positive whole number",
    );
    expect(() => blockStack({ ...small, heads: 3 })).toThrow("want a width they divide");
    const { parameters, forward } = blockStack(small);
    expect(() => forward(symbols([[1, 2]]))).toThrow(
      "blockStack: symbols have shape [1,2], want rows of 4",
    );
    freeAll(parameters);
  });
});
