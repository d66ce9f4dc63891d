import type { DeviceName } from "../../lib/compute/deviceName.js";

/** Fused cases whose values a device need not agree on, each with the reason. */
export const fusedOpenOn: Record<DeviceName, Record<string, string>> = {
  webgpu: {},
  webgl: { "adamStep with an infinity": "GLSL leaves infinity over infinity open" },
  wasm: {},
  cpu: {},
};
