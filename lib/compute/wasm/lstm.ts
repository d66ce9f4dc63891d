import { withMemory } from "./compiled.js";
import { compiledKernel } from "./compiledKernels.js";
import { input } from "./kernel.js";

/** An LSTM over whole sequences. */
export const lstm = compiledKernel("Lstm", (call) => {
  const { exports, scratch, at, place, make } = call;
  const [B, T, gates] = input(call, "gates").shape as [number, number, number];
  const H = gates / 4;
  const results = [make([B, T, H]), make([B, T, H]), make([B, T, gates])];
  exports.lstm(...["gates", "stateWeight"].map(at), ...results.map(place), B, T, H, scratch);
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
