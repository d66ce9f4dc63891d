import { create, globals } from "webgpu";

/** Gives Node a `navigator.gpu`, from Dawn through the npm package `webgpu`. */
export function useDawn(): void {
  Object.assign(globalThis, globals);
  const navigator = { gpu: create([]) }; // Node 20 has no navigator, later ones cannot be written to
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}
