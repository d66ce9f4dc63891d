import { words } from "../words/words.js";
import { isSoftwareRenderer } from "./isSoftwareRenderer.js";
import type { Probe } from "./probe.js";

/** Looks for a WebGPU adapter, real or software, without making a device. */
export async function probeWebGpu(): Promise<Probe> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  if (!gpu) return { missing: words.compute.refused.noWebGpu };
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return { missing: words.compute.refused.noWebGpuAdapter };
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = description || [vendor, architecture, device].filter(Boolean).join(" ");
  const software = Boolean(isFallbackAdapter) || isSoftwareRenderer(`${name} ${architecture}`);
  return { adapter: name || words.compute.unknownAdapter, software };
}
