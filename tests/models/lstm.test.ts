import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Variable } from "../../lib/autograd/tensor.js";
import { lstm } from "../../lib/models/lstm.js";

describe("lstm", () => {
  it("starts with open forget gates and all others at 0", async () => {
    const { parameters } = lstm({ vocabSize: 3, width: 2, hidden: 2 });
    const bias = await (parameters["lstm.bias"] as Variable).data.data();
    expect([...bias]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it("does not let the future change what came before it", async () => {
    const { forward } = lstm({ vocabSize: 5, width: 3, hidden: 4 });
    const read = async (row: number[]) =>
      (await (forward(tf.tensor2d([row], undefined, "int32")).data as tf.Tensor2D).array()).slice(
        0,
        2,
      );
    expect(await read([1, 2, 3])).toEqual(await read([1, 2, 4]));
  });

  it("refuses sizes that cannot be", () => {
    expect(() => lstm({ vocabSize: 3, width: 0, hidden: 2 })).toThrow(
      "lstm: got width 0, want a positive whole number",
    );
  });
});
