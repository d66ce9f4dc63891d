import type * as tf from "@tensorflow/tfjs";
import { type AdamNumbers, adamStep } from "../../lib/compute/fused/adamStep.js";
import { adamSteps } from "../../lib/compute/fused/adamSteps.js";
import {
  type AttentionOptions,
  attention,
  attentionGradient,
} from "../../lib/compute/fused/attention.js";
import { crossEntropy, crossEntropyGradient } from "../../lib/compute/fused/crossEntropy.js";
import { dropout } from "../../lib/compute/fused/dropout.js";
import { gelu, geluGradient } from "../../lib/compute/fused/gelu.js";
import { layerNorm, layerNormGradient } from "../../lib/compute/fused/layerNorm.js";
import { linearGradient } from "../../lib/compute/fused/linearGradient.js";
import { lstm, lstmGradient } from "../../lib/compute/fused/lstm.js";
import {
  keepsCodesPacked,
  type QuantizedTensors,
  quantizedMatMul,
} from "../../lib/compute/fused/quantizedMatMul.js";
import { sgdStep } from "../../lib/compute/fused/sgdStep.js";
import { sgdSteps } from "../../lib/compute/fused/sgdSteps.js";
import { type SparseTensors, sparseMatMul } from "../../lib/compute/fused/sparseMatMul.js";

type Inputs = Record<string, tf.Tensor>;

/** Calls a fused operation with tensors by name; the results in the order of `fused.json`'s outputs. */
export type FusedRun = (inputs: Inputs, attributes: object) => tf.Tensor[];

const of = <T extends tf.Tensor = tf.Tensor>(inputs: Inputs, name: string) => inputs[name] as T;

/** Every fused operation by its kernel's name. */
export const fusedRuns: Record<string, FusedRun> = {
  LayerNorm: (t, attributes) => {
    const { epsilon } = attributes as { epsilon: number };
    const { y, mean, inverse } = layerNorm(of(t, "x"), of(t, "gamma"), of(t, "beta"), epsilon);
    return [y, mean, inverse];
  },
  LayerNormGradient: (t) => {
    const saved = { mean: of(t, "mean"), inverse: of(t, "inverse") };
    return layerNormGradient(of(t, "dy"), of(t, "x"), of(t, "gamma"), saved);
  },
  LayerNormGradientAdded: (t) => {
    const saved = { mean: of(t, "mean"), inverse: of(t, "inverse") };
    return layerNormGradient(of(t, "dy"), of(t, "x"), of(t, "gamma"), saved, of(t, "earlier"));
  },
  Gelu: (t) => [gelu(of(t, "x"))],
  GeluGradient: (t) => [geluGradient(of(t, "dy"), of(t, "x"))],
  CrossEntropy: (t) => {
    const { loss, logSumExp } = crossEntropy(of(t, "logits"), of(t, "labels"));
    return [loss, logSumExp];
  },
  CrossEntropyGradient: (t) => [
    crossEntropyGradient(of(t, "dy"), of(t, "logits"), of(t, "labels"), of(t, "logSumExp")),
  ],
  Attention: (t, attributes) => {
    const { output, logSumExp } = attention(of(t, "qkv"), attributes as AttentionOptions);
    return [output, logSumExp];
  },
  AttentionGradient: (t, attributes) => {
    const [dy, qkv, output, logSumExp] = [
      of(t, "dy"),
      of<tf.Tensor3D>(t, "qkv"),
      of(t, "output"),
      of(t, "logSumExp"),
    ];
    return [attentionGradient(dy, qkv, output, logSumExp, attributes as AttentionOptions)];
  },
  AdamStep: (t, attributes) => {
    const old = { mean: of(t, "mean"), meanSquare: of(t, "meanSquare") };
    const { next, means } = adamStep(
      of(t, "parameter"),
      of(t, "gradient"),
      old,
      attributes as AdamNumbers,
    );
    return [next, means.mean, means.meanSquare];
  },
  AdamSteps: (t, attributes) => {
    const items = Array.from({ length: countOf(t) }, (_, i) => ({
      parameter: of(t, `parameter${i}`),
      gradient: of(t, `gradient${i}`),
      mean: of(t, `mean${i}`),
      meanSquare: of(t, `meanSquare${i}`),
    }));
    const moved = adamSteps(items, attributes as AdamNumbers);
    return moved.flatMap(({ next, means }) => [next, means.mean, means.meanSquare]);
  },
  LinearGradient: (t) => {
    const [dy, x, weight] = [
      of<tf.Tensor2D>(t, "dy"),
      of<tf.Tensor2D>(t, "x"),
      of<tf.Tensor2D>(t, "weight"),
    ];
    return linearGradient(dy, x, weight, { dx: true }) as tf.Tensor[];
  },
  SgdStep: (t, attributes) => {
    const [parameter, gradient, old] = [of(t, "parameter"), of(t, "gradient"), of(t, "velocity")];
    const { next, velocity } = sgdStep(parameter, gradient, old, attributes as SgdNumbers);
    return [next, velocity];
  },
  SgdSteps: (t, attributes) => {
    const items = Array.from({ length: countOf(t) }, (_, i) => ({
      parameter: of(t, `parameter${i}`),
      gradient: of(t, `gradient${i}`),
      ...(t[`velocity${i}`] && { velocity: of(t, `velocity${i}`) }),
    }));
    const moved = sgdSteps(items, attributes as SgdNumbers);
    const velocities = moved.flatMap(({ velocity }) => velocity ?? []);
    return [...moved.map(({ next }) => next), ...velocities];
  },
  CounterDropout: (t, attributes) => {
    const { seed, scale } = attributes as { seed: number; scale: number };
    return [dropout(of(t, "x"), 1 - 1 / scale, seed)];
  },
  SparseMatMul: (t) => {
    const { x, ...stored } = t;
    return [sparseMatMul(stored as unknown as SparseTensors, x as tf.Tensor2D)];
  },
  QuantizedMatMul: (t, attributes) => {
    const { x, codes, plain, ...rest } = t;
    const stored = { ...rest, ...attributes, codes: keepsCodesPacked() ? codes : plain };
    return [quantizedMatMul(x as tf.Tensor2D, stored as unknown as QuantizedTensors)];
  },
  Lstm: (t) => {
    const run = lstm(of<tf.Tensor3D>(t, "gates"), of<tf.Tensor2D>(t, "stateWeight"));
    return [run.hidden, run.cells, run.activations];
  },
  LstmGradient: (t) => {
    const [hidden, cells, activations] = [of(t, "hidden"), of(t, "cells"), of(t, "activations")];
    const run = { hidden, cells, activations };
    return lstmGradient(of(t, "dy"), run, of<tf.Tensor2D>(t, "stateWeight"));
  },
};

interface SgdNumbers {
  momentum: number;
  rate: number;
}

const countOf = (inputs: Inputs) =>
  Object.keys(inputs).filter((name) => name.startsWith("parameter")).length;
