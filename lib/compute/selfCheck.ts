import * as tf from "@tensorflow/tfjs";
import { type CheckCase, type CheckTensor, selfCheckCases } from "./selfCheckCases.js";

/** What a kernel may be off, of the number or of 1: rounding on any device is far below, an error far above. */
const tolerance = 1e-3;

/**
 * Runs each of our kernels that the open device has once, on a few numbers, and unregisters those that throw or give
 * others than PyTorch; what they did is then composed of tfjs's operations. Call it when a device starts.
 *
 * @returns the names of those switched off
 */
export async function selfCheck(): Promise<string[]> {
  const device = tf.getBackend();
  const present = selfCheckCases.filter(({ kernel }) => tf.getKernel(kernel, device));
  const right = await Promise.all(present.map(isRight)); // all are running before one is read
  const wrong = present.filter((_, i) => !right[i]).map(({ kernel }) => kernel);
  for (const kernel of wrong) tf.unregisterKernel(kernel, device);
  return wrong;
}

async function isRight({
  kernel,
  inputs,
  attributes,
  outputs,
  changed,
}: CheckCase): Promise<boolean> {
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype, values }]) => [
      name,
      tf.tensor(values, shape, dtype),
    ]),
  );
  let results: tf.Tensor[] = [];
  try {
    const attrs = attributes as tf.NamedAttrMap;
    results = [tf.engine().runKernel(kernel, tensors, attrs) as tf.Tensor | tf.Tensor[]].flat();
    const found = [...results, ...changed.map((name) => tensors[name] as tf.Tensor)];
    const agree = await Promise.all(outputs.map((output, i) => agrees(found[i], output)));
    return agree.every(Boolean);
  } catch {
    return false;
  } finally {
    tf.dispose([tensors, results]);
  }
}

async function agrees(
  found: tf.Tensor | undefined,
  { shape, values }: CheckTensor,
): Promise<boolean> {
  if (!found || `${found.shape}` !== `${shape}`) return false;
  const numbers = await found.data();
  return values.every((wanted, i) => {
    const gap = Math.abs((numbers[i] as number) - wanted);
    return gap <= tolerance * Math.max(1, Math.abs(wanted)); // false for NaN
  });
}
