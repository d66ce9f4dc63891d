import { words } from "../words/words.js";
import { isSoftwareRenderer } from "./isSoftwareRenderer.js";
import type { Probe } from "./probe.js";

/** Looks for WebGL 2 with 32-bit float textures, on a real GPU or on software. */
export function probeWebGl(): Probe {
  const { noWebGl, noFloatTextures } = words.compute.refused;
  if (typeof OffscreenCanvas === "undefined") return { missing: noWebGl };
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) return { missing: noWebGl };
  try {
    if (!gl.getExtension("EXT_color_buffer_float")) return { missing: noFloatTextures };
    const unmasked = gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL;
    const adapter = String(gl.getParameter(unmasked ?? gl.RENDERER) ?? "");
    const software = isSoftwareRenderer(adapter);
    return { adapter: adapter || words.compute.unknownAdapter, software };
  } finally {
    gl.getExtension("WEBGL_lose_context")?.loseContext(); // browsers allow few contexts a page
  }
}
