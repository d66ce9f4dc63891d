import { withMemory } from "./compiled.js";
import { compiledKernel } from "./compiledKernels.js";
import { input } from "./kernel.js";

interface Attributes {
  bits: number;
  group: number;
  zero: number;
}

/** `x W` of a quantized matrix; see `fused/quantizedMatMul.ts`. */
export const quantizedMatMul = compiledKernel<Attributes>("QuantizedMatMul", (call) => {
  const { backend, attrs, inputs, threads, at, place, make } = call;
  const { bits, group, zero } = attrs;
  const [B, I] = input(call, "x").shape as [number, number];
  const [O, words] = input(call, "codes").shape as [number, number];
  const y = make([B, O]);
  const groupBytes = (I / group) * 4;
  withMemory(backend, I * 4 * threads.size, (rows) =>
    threads.run("quantizedMultiply", { items: O, cost: O * B * I }, (first, last, thread) => [
      ...[at("x"), at("codes") + first * words * 4, at("scales") + first * groupBytes],
      inputs.zeros ? at("zeros") + first * groupBytes : 0,
      ...[place(y) + first * 4, rows + thread * I * 4, B, I, last - first, group, bits, zero],
      ...[words * 4, O * 4],
    ]),
  );
  return y;
});
