import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { countWork } from "../../lib/compute/counters.js";
import { switchDevice } from "../../lib/compute/device.js";
import { gelu } from "../../lib/compute/fused/gelu.js";
import { sendWork } from "../../lib/compute/sendWork.js";

it("counts tfjs's launches on WebGPU and ours, submits, uploads and read-backs", async () => {
  await switchDevice("webgpu");
  const stop = countWork();
  const x = tf.tensor1d([1, 2, 3]);
  const y = tf.neg(x);
  const z = gelu(y);
  sendWork();
  sendWork(); // nothing is left to send
  await z.data();
  await z.data(); // is here already
  expect(stop()).toEqual({
    launches: 2,
    byName: { unary: 1, gelu: 1 },
    submits: 2,
    uploads: 1,
    uploadBytes: 12,
    readBacks: 1,
    readBackBytes: 12,
    tensors: 3,
    bytes: 36,
  });
  tf.dispose([x, y, z]);
});

it("counts launches, uploads and read-backs on WebGL", async () => {
  await switchDevice("webgl");
  const stop = countWork();
  const x = tf.tensor1d([1, 2, 3]);
  const y = gelu(x);
  await y.data();
  const work = stop();
  expect(work.byName.gelu).toBe(1);
  expect(work).toMatchObject({ submits: 0, uploads: 1, uploadBytes: 12, readBacks: 1, tensors: 2 });
  expect(work.launches).toBeGreaterThanOrEqual(1); // an upload may take one too
  tf.dispose([x, y]);
});
