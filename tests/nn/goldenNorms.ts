import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { inRepository } from "../../lib/site/paths.js";
import type { Flat } from "../models/expectParameters.js";

/** What PyTorch made of a norm or a block: see tests/golden/layerNormalization.py. */
export interface GoldenNorm {
  name: string;
  kind: "layerNorm" | "batchNorm" | "block";
  attributes: {
    training?: boolean;
    norm?: "pre" | "post";
    causal?: boolean;
    width?: number;
    heads?: number;
    hidden?: number;
  };
  inputs: Record<string, Flat>;
  dy: Flat;
  y: Flat;
  gradients: Record<string, Flat>;
  runningMean?: Flat;
  runningVariance?: Flat;
  runningMeanAfter?: Flat;
  runningVarianceAfter?: Flat;
}

/** The page's own file, so that its checks and these are the same. */
export const goldenNorms: GoldenNorm[] = JSON.parse(
  readFileSync(inRepository("data/layer-normalization-golden.json"), "utf8"),
);

export const toTensor = ({ values, shape }: Flat) => tf.tensor(values, shape);
