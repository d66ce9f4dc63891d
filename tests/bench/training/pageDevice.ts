/** The device that the bench wants of this frame: `?device=`, or WebAssembly. */
export function pageDevice(query: string): "wasm" | "webgl" | "webgpu" {
  const wanted = new URLSearchParams(query).get("device") ?? "wasm";
  if (wanted === "wasm" || wanted === "webgl" || wanted === "webgpu") return wanted;
  throw new Error(`pageDevice: got ${wanted}, want wasm, webgl or webgpu`);
}
