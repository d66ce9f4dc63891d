/** The three binaries that the WebAssembly backend chooses from. */
export type WasmFile =
  | "tfjs-backend-wasm.wasm"
  | "tfjs-backend-wasm-simd.wasm"
  | "tfjs-backend-wasm-threaded-simd.wasm";

/** A folder's address that ends in "/", or the address of each file. */
export type WasmFiles = string | Record<WasmFile, string>;

let files: WasmFiles | undefined;

/** Says where the WebAssembly binaries are; call it before the first `openDevice`. */
export function setWasmFiles(where: WasmFiles): void {
  files = where;
}

/** Where the binaries are; undefined leaves it to the backend (beside its own script). */
export function wasmFiles(): WasmFiles | undefined {
  return files;
}
