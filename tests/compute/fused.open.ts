import type { DeviceName } from "../../lib/compute/deviceName.js";

/** Fused cases whose values a device need not agree on, each with the reason. */
export const fusedOpenOn: Record<DeviceName, Record<string, string>> = {
  webgpu: { "lstm with a NaN": "tfjs's tanh makes 0 of NaN here" },
  webgl: { "adamStep with an infinity": "GLSL leaves infinity over infinity open" },
  wasm: {},
  cpu: {},
};
