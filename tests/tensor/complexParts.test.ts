import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { complexParts } from "../../lib/tensor/complexParts.js";

it("takes a complex tensor apart and makes nothing else", () => {
  const z = tf.complex([1, 2], [-3, 4]);
  const before = tf.memory().numTensors;
  const { real, imaginary } = complexParts(z);
  expect([...real.dataSync()]).toEqual([1, 2]);
  expect([...imaginary.dataSync()]).toEqual([-3, 4]);
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose([z, real, imaginary]);
});
