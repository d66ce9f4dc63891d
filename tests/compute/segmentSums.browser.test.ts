import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { openDevice } from "../../lib/compute/device.js";
import { random } from "../../lib/tensor/random.js";

const rows = 700;
const segments = 5;

it.each([1, 3, 4, 7, 130])(
  "WebGPU adds rows of %i numbers in one order: right, and the same bits each time",
  async (width) => {
    expect((await openDevice("webgpu")).name).toBe("webgpu");
    const { normal, integer } = random(width);
    const numbers = Float32Array.from({ length: rows * width }, normal);
    const names = Int32Array.from({ length: rows }, () => integer(segments + 2) - 1); // some name none
    const wanted = new Float64Array(segments * width);
    for (const [row, segment] of names.entries()) {
      if (segment < 0 || segment >= segments) continue;
      for (let i = 0; i < width; i++) {
        (wanted[segment * width + i] as number) += numbers[row * width + i] as number;
      }
    }
    const [x, ids] = [tf.tensor2d(numbers, [rows, width]), tf.tensor1d(names, "int32")];
    const sums = async () => {
      const sum = tf.unsortedSegmentSum(x, ids, segments);
      const values = await sum.data();
      sum.dispose();
      return Float32Array.from(values);
    };
    const first = await sums();
    for (const [i, value] of wanted.entries()) expect(first[i]).toBeCloseTo(value, 3);
    for (let again = 0; again < 10; again++) expect(await sums()).toEqual(first);
    tf.dispose([x, ids]);
  },
);
