import { compiledKernel } from "./compiledKernels.js";
import { input } from "./kernel.js";

/** `W x` of a matrix in compressed sparse rows; see `fused/sparseMatMul.ts`. */
export const sparseMatMul = compiledKernel("SparseMatMul", (call) => {
  const { threads, at, place, make } = call;
  const B = input(call, "x").shape[1] as number;
  const O = (input(call, "starts").shape[0] as number) - 1;
  const stored = input(call, "values").shape[0] as number;
  const y = make([O, B]);
  threads.run("sparseMultiply", { items: O, cost: stored * B }, (first, last) => [
    ...[at("values"), at("columns"), at("starts") + first * 4, at("x")],
    ...[place(y) + first * B * 4, last - first, B],
  ]);
  return y;
});
