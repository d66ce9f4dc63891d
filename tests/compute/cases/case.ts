import type { Tensor } from "@tensorflow/tfjs";

/** What a case computes from its inputs, which the golden file holds under the case's name. */
export type Run = (...inputs: Tensor[]) => Tensor;

/** Cases by name; the names are those of `tests/golden/compute.py`. */
export type Cases = Record<string, Run>;
