/**
 * Gives Node a `navigator.gpu` from Dawn (the npm package `webgpu`): Chromium's SwiftShader where no
 * other Vulkan driver is named.
 */
export async function useDawn(): Promise<void> {
  const { existsSync } = await import("node:fs");
  const software = "/usr/lib/chromium/vk_swiftshader_icd.json";
  if (!process.env.VK_ICD_FILENAMES && existsSync(software))
    process.env.VK_ICD_FILENAMES = software;
  const { create, globals } = await import("webgpu");
  Object.assign(globalThis, globals);
  const navigator = { gpu: create([]) }; // Node 20 has no navigator, later ones cannot be written to
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}
