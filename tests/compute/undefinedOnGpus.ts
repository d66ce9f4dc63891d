import type { DeviceName } from "../../lib/compute/deviceName.js";

const logOfZero = "WGSL and GLSL leave log(0) open; software adapters give -88";

/** Cases whose values a device need not agree on, each with the reason. Lessons must not need them. */
export const undefinedOnGpus: Record<DeviceName, Record<string, string>> = {
  webgpu: { "log of zero": logOfZero },
  webgl: {
    "log of zero": logOfZero,
    "relu of infinities": "GLSL leaves infinities open; tfjs multiplies one by 0 here",
    "max with minus infinity": "tfjs starts its maxima at -1e20 here",
  },
  wasm: {},
  cpu: {},
};
