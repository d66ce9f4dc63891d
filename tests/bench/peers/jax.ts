import { blockUntilReady, defaultDevice, init, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { countCalls } from "../gpu/countCalls.js";
import { pageDevice } from "../training/pageDevice.js";
import type { Side, Task } from "../training/task.js";
import { jaxModels } from "./jaxModels.js";

type Tree = Record<string, np.Array>;

/** jax-js, on WebAssembly or WebGPU, with the whole step, AdamW included, in one `jit`. */
export async function start(task: Task): Promise<Side> {
  const device = pageDevice(location.search);
  if (device === "webgl") throw new Error("jax: the bench runs it on WebAssembly and WebGPU");
  await init(device);
  defaultDevice(device);
  let weights: Tree = {};
  let means: Tree = {};
  let squares: Tree = {};
  for (const [name, { shape, values }] of Object.entries(task.parameters)) {
    weights[name] = np.array(values, { shape });
    means[name] = np.zeros(shape);
    squares[name] = np.zeros(shape);
  }
  const loss = jaxModels[task.kind](task.config as never);
  const { learningRate, beta1, beta2, epsilon, weightDecay } = task.adam;

  const update = jit(
    (w: Tree, m: Tree, v: Tree, x: np.Array, y: np.Array, rate: np.Array, eps: np.Array) => {
      const refs = Object.fromEntries(Object.entries(w).map(([name, p]) => [name, p.ref]));
      const [value, gradients] = valueAndGrad(loss)(refs, x, y) as unknown as [np.Array, Tree];
      const next: Record<"w" | "m" | "v", Tree> = { w: {}, m: {}, v: {} };
      for (const name of Object.keys(w)) {
        const g = gradients[name] as np.Array;
        const mean = (m[name] as np.Array).mul(beta1).add(g.ref.mul(1 - beta1));
        const square = (v[name] as np.Array).mul(beta2).add(np.square(g).mul(1 - beta2));
        const move = mean.ref.mul(rate.ref).div(np.sqrt(square.ref).add(eps.ref));
        next.w[name] = (w[name] as np.Array).mul(1 - learningRate * weightDecay).sub(move);
        next.m[name] = mean;
        next.v[name] = square;
      }
      rate.dispose();
      eps.dispose();
      return [value, next.w, next.m, next.v];
    },
  );

  let taken = 0;
  const step = () => {
    const { x, y } = task.batches[taken % task.batches.length] as Task["batches"][number];
    taken++;
    const correction = Math.sqrt(1 - beta2 ** taken);
    const [value, w, m, v] = update(
      weights,
      means,
      squares,
      np.array(x.values, { shape: x.shape }),
      np.array(y, { shape: [y.length] }),
      np.array([(learningRate * correction) / (1 - beta1 ** taken)]),
      np.array([epsilon * correction]),
    ) as [np.Array, Tree, Tree, Tree];
    [weights, means, squares] = [w, m, v];
    return value;
  };
  return {
    async count() {
      for (let i = 0; i < 2; i++) await step().data(); // warms up
      const stop = countCalls();
      const value = step();
      await blockUntilReady(weights);
      const work = stop();
      await value.data();
      return work;
    },
    async train(steps) {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) losses.push((await step().data())[0] as number);
      await blockUntilReady(weights);
      return losses;
    },
  };
}
