import * as tf from "@tensorflow/tfjs";
import { random } from "../tensor/random.js";
import { backward, freeGraph, zeroGrad } from "./backward.js";
import type { Variable } from "./tensor.js";

/** How well one parameter's gradient agrees with what small changes of the parameter do. */
export interface TensorGradientCheck {
  name: string;
  /** The largest `|backward - numerical| / max(scale, |backward|, |numerical|)` of what was tried. */
  error: number;
  /** Where that was, one number for each axis. */
  index: number[];
  backward: number;
  numerical: number;
  /** All of this, for a reader. */
  sentence: string;
}

export interface TensorGradientCheckOptions {
  /** Half the distance between the two points of a difference. Default 0.01. */
  h?: number;
  /** How many numbers of each parameter are tried, chosen at random if it has more. Default 20. */
  samples?: number;
  /** Default 1. */
  seed?: number;
}

/**
 * Compares `backward` with central differences on the device.
 *
 * The device counts in float32, so a difference is only good to three digits or so: errors near 0.001
 * are rounding, errors near 1 are bugs. Differences below `scale`, a hundredth of the parameter's
 * largest gradient, count against that scale.
 *
 * @param loss computes the loss, a single number, from the parameters' present numbers
 * @param parameters by name; they have their own numbers, and no gradients, afterwards
 */
export async function checkTensorGradients(
  loss: () => Variable,
  parameters: Readonly<Record<string, Variable>>,
  { h = 0.01, samples = 20, seed = 1 }: TensorGradientCheckOptions = {},
): Promise<TensorGradientCheck[]> {
  zeroGrad(parameters);
  const root = loss();
  backward(root);
  root.dispose();
  const { permutation } = random(seed);
  const checks: TensorGradientCheck[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const { shape, size } = parameter.data;
    const numbers = await parameter.data.data();
    const gradient = parameter.grad ? await parameter.grad.data() : new Float32Array(size);
    const scale = Math.max(1e-6, largest(gradient) / 100);
    let worst = { error: -1, at: 0, backward: 0, numerical: 0 };
    for (const at of permutation(size).slice(0, samples)) {
      const lossAt = async (shift: number) => {
        const moved = Float32Array.from(numbers);
        moved[at] = (moved[at] as number) + shift;
        parameter.assign(tf.tensor(moved, shape));
        const shifted = loss();
        const value = await shifted.item();
        freeGraph(shifted);
        return { value, x: moved[at] as number };
      };
      const [above, below] = [await lossAt(h), await lossAt(-h)];
      const numerical = (above.value - below.value) / (above.x - below.x);
      const back = gradient[at] as number;
      const size = Math.max(scale, Math.abs(back), Math.abs(numerical));
      const error = Math.abs(back - numerical) / size;
      if (!(error <= worst.error)) worst = { error, at, backward: back, numerical };
    }
    parameter.assign(tf.tensor(numbers, shape));
    checks.push(describe(name, worst, shape));
  }
  zeroGrad(parameters);
  return checks;
}

function describe(
  name: string,
  worst: { error: number; at: number; backward: number; numerical: number },
  shape: number[],
): TensorGradientCheck {
  const { error, backward, numerical } = worst;
  const index = shape.map((_, axis) => {
    const stride = tf.util.sizeFromShape(shape.slice(axis + 1));
    return Math.floor(worst.at / stride) % (shape[axis] as number);
  });
  const [back, difference, off] = [backward, numerical, error].map((x) => x.toPrecision(3));
  const sentence = `${name}: off by ${off} at [${index}], where backward gives ${back} and the difference ${difference}.`;
  return { name, error, index, backward, numerical, sentence };
}

function largest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, Math.abs(numbers[i] as number));
  return most;
}
