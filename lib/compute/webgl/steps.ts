import type * as tf from "@tensorflow/tfjs";
import type { AdamNumbers } from "../fused/adamStep.js";
import { type GlCall, glKernel } from "./glKernel.js";

/** WGSL's kernels change tensors where they lie; a pass of WebGL must not read what it writes, so all are new here. */
const adam = `
  mean = beta1 * oldMean + rest1 * gradient;
  meanSquare = beta2 * oldSquare + rest2 * gradient * gradient;
  next = keep * parameter - rate * (mean / (sqrt(meanSquare) + epsilon));`;

/** One launch: the new numbers and both means. */
export const adamStep = glKernel<AdamNumbers>("AdamStep", ({ attrs, input, run }) => {
  const { beta1, beta2, rate, epsilon, keep } = attrs;
  return run({
    key: "adamStep",
    form: "texels",
    inputs: {
      parameter: input("parameter"),
      gradient: input("gradient"),
      oldMean: input("mean"),
      oldSquare: input("meanSquare"),
    },
    outputs: ["next", "mean", "meanSquare"],
    shape: input("parameter").shape,
    floats: { beta1, beta2, rate, epsilon, keep, rest1: 1 - beta1, rest2: 1 - beta2 },
    body: adam,
  });
});

/** One launch: the new numbers and the velocity. */
export const sgdStep = glKernel<SgdNumbers>("SgdStep", (call) => {
  const [parameter, gradient, velocity] = [
    call.input("parameter"),
    call.input("gradient"),
    call.input("velocity"),
  ];
  return stepsWithMomentum(call, [{ parameter, gradient, velocity }]);
});

interface SgdNumbers {
  momentum: number;
  rate: number;
}

interface Item {
  parameter: tf.TensorInfo;
  gradient: tf.TensorInfo;
  velocity?: tf.TensorInfo;
}

/**
 * Parameters of one shape share launches: two with their velocities, four without. @returns the new parameters, then
 * the velocities
 */
export const sgdSteps = glKernel<SgdNumbers & { count: number }>("SgdSteps", (call) => {
  const { attrs, inputs, input } = call;
  const items = Array.from({ length: attrs.count }, (_, i): Item => {
    const velocity = inputs[`velocity${i}`];
    const [parameter, gradient] = [input(`parameter${i}`), input(`gradient${i}`)];
    return velocity ? { parameter, gradient, velocity } : { parameter, gradient };
  });
  const hasMomentum = "velocity0" in inputs;
  const next: tf.TensorInfo[] = [];
  const velocities: tf.TensorInfo[] = [];
  for (const which of ofOneShape(items, hasMomentum ? 2 : 4)) {
    const alike = which.map((i) => items[i] as Item);
    const results = hasMomentum ? stepsWithMomentum(call, alike) : plainSteps(call, alike);
    for (const [k, i] of which.entries()) {
      next[i] = results[k] as tf.TensorInfo;
      if (hasMomentum) velocities[i] = results[which.length + k] as tf.TensorInfo;
    }
  }
  return [...next, ...velocities];
});

function stepsWithMomentum({ attrs, run }: GlCall<SgdNumbers>, items: Item[]): tf.TensorInfo[] {
  const numbered = [...items.keys()];
  return run({
    key: `sgdSteps ${items.length} momentum`,
    form: "texels",
    inputs: Object.fromEntries(
      items.flatMap(({ parameter, gradient, velocity }, i) => [
        [`parameter${i}`, parameter],
        [`gradient${i}`, gradient],
        [`old${i}`, velocity as tf.TensorInfo],
      ]),
    ),
    outputs: [...numbered.map((i) => `next${i}`), ...numbered.map((i) => `velocity${i}`)],
    shape: (items[0] as Item).parameter.shape,
    floats: { momentum: attrs.momentum, rate: attrs.rate },
    body: numbered
      .map(
        (i) => `
  velocity${i} = momentum * old${i} + gradient${i};
  next${i} = parameter${i} - rate * velocity${i};`,
      )
      .join(""),
  });
}

function plainSteps({ attrs, run }: GlCall<SgdNumbers>, items: Item[]): tf.TensorInfo[] {
  const numbered = [...items.keys()];
  return run({
    key: `sgdSteps ${items.length}`,
    form: "texels",
    inputs: Object.fromEntries(
      items.flatMap(({ parameter, gradient }, i) => [
        [`parameter${i}`, parameter],
        [`gradient${i}`, gradient],
      ]),
    ),
    outputs: numbered.map((i) => `next${i}`),
    shape: (items[0] as Item).parameter.shape,
    floats: { rate: attrs.rate },
    body: numbered.map((i) => `next${i} = parameter${i} - rate * gradient${i};`).join("\n"),
  });
}

/** The items' numbers in lists of at most `together`, each of parameters of one shape. */
function ofOneShape(items: readonly Item[], together: number): number[][] {
  const lists: number[][] = [];
  const open = new Map<string, number[]>();
  for (const [i, { parameter }] of items.entries()) {
    const shape = `${parameter.shape}`;
    const list = open.get(shape);
    if (list && list.length < together) list.push(i);
    else {
      const started = [i];
      open.set(shape, started);
      lists.push(started);
    }
  }
  return lists;
}
