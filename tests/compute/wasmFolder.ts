import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";

/** Where the npm package keeps the WebAssembly binaries, for tests in Node. */
export function wasmFolder(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist") + sep;
}
