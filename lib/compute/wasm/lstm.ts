import { withMemory } from "./compiled.js";
import { compiledKernel } from "./compiledKernels.js";
import { input } from "./kernel.js";

/** An LSTM over whole sequences. */
export const lstm = compiledKernel("Lstm", (call) => {
  const { threads, scratches, at, place, make } = call;
  const [B, T, gates] = input(call, "gates").shape as [number, number, number];
  const H = gates / 4;
  const results = [make([B, T, H]), make([B, T, H]), make([B, T, gates])];
  const [hidden, cells, activations] = results.map(place) as [number, number, number];
  const bytes = T * H * 4; // of one sequence
  // Six sequences at once: the rows that a product handles together.
  const work = { items: B, grain: 6, cost: B * T * H * gates };
  threads.run("lstm", work, (first, last, thread) => [
    ...[at("gates") + first * 4 * bytes, at("stateWeight")],
    ...[hidden + first * bytes, cells + first * bytes, activations + first * 4 * bytes],
    ...[last - first, T, H, scratches[thread] as number],
  ]);
  return results;
});

export const lstmGradient = compiledKernel("LstmGradient", (call) => {
  const { backend, exports, scratch, at, place, make } = call;
  const { shape } = input(call, "activations");
  const [B, T, gates] = shape as [number, number, number];
  const H = gates / 4;
  const results = [make(shape), make([H, gates])];
  withMemory(backend, exports.lstmBytes(B, H), (carried) =>
    exports.lstmGradient(
      ...["dy", "hidden", "cells", "activations", "stateWeight"].map(at),
      ...results.map(place),
      ...[B, T, H, scratch, carried],
    ),
  );
  return results;
});
