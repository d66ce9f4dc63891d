import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { threadsAllowed } from "../threads.js";
import { Threads } from "./threads.js";

type Numbers = (...numbers: number[]) => void;

/** What our compiled module exports; every place in memory and every size is a number. See ./assembly. */
export interface Compiled {
  multiply: Numbers;
  scratchBytes(): number;
  layerNorm: Numbers;
  layerNormGradient: Numbers;
  dropout: Numbers;
  gelu: Numbers;
  geluGradient: Numbers;
  crossEntropy(...numbers: number[]): number;
  crossEntropyGradient: Numbers;
  attention: Numbers;
  attentionGradient: Numbers;
  attentionBytes(T: number): number;
  adamStep: Numbers;
  sgdStep: Numbers;
  repeatTile: Numbers;
  columnSums: Numbers;
  conv2d: Numbers;
  conv2dFilterGradient: Numbers;
  conv2dInputGradient: Numbers;
  patchBytes(places: number, patch: number): number;
  maxPoolGradient: Numbers;
  sparseMultiply: Numbers;
  quantizedMultiply: Numbers;
  lstm: Numbers;
  lstmGradient: Numbers;
  lstmBytes(B: number, H: number): number;
}

/** The compiled kernels of one backend, in the backend's own memory. */
export interface Started {
  exports: Compiled;
  /** Where `multiply` packs its operands, on each thread. */
  scratches: readonly number[];
  threads: Threads;
}

const started = new WeakMap<BackendWasm, Started>();

/**
 * Puts our compiled kernels beside the backend's own, over the same memory.
 *
 * @returns whether this browser can run them; if not, the kernels in TypeScript stay
 */
export async function startCompiled(backend: BackendWasm): Promise<boolean> {
  if (started.has(backend)) return true;
  const { asm, wasmMemory, _malloc } = backend.wasm as unknown as {
    asm: { memory?: WebAssembly.Memory };
    /** Of the threaded build, which is given its memory. */
    wasmMemory?: WebAssembly.Memory;
    _malloc(bytes: number): number;
  };
  const { kernelBinaries } = await import("./kernelBinaries.js");
  const memory = (asm.memory ?? wasmMemory) as WebAssembly.Memory;
  const shared = !(memory.buffer instanceof ArrayBuffer);
  const choices = shared
    ? (["relaxedShared", "plainShared"] as const)
    : (["relaxed", "plain"] as const);
  for (const name of choices) {
    const bytes = Uint8Array.from(atob(kernelBinaries[name]), (letter) => letter.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) continue;
    const { module, instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const exports = instance.exports as unknown as Compiled;
    const most = shared ? threadsAllowed() : 1;
    const scratches = Array.from({ length: most }, () => _malloc(exports.scratchBytes()) >>> 0);
    const threads = new Threads({ module, memory }, exports, most);
    started.set(backend, { exports, scratches, threads });
    return true;
  }
  return false;
}

/** The compiled kernels of a backend; undefined where they do not run. */
export function compiledOf(backend: BackendWasm): Started | undefined {
  return started.get(backend);
}

/** Lends memory for the length of a call. */
export function withMemory(backend: BackendWasm, bytes: number, use: (at: number) => void): void {
  const { _malloc, _free } = backend.wasm as unknown as {
    _malloc(bytes: number): number;
    _free(at: number): void;
  };
  const at = _malloc(bytes) >>> 0;
  try {
    use(at);
  } finally {
    _free(at);
  }
}
