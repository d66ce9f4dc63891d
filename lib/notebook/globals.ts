/**
 * Names that a cell finds in the browser itself; every other free name must come from a cell. A cell
 * that declares one of these is refused, since the others would still find the browser's. Names
 * that lessons want for their own are left out: `window.Node` and `window.history` are still there.
 */
export const browserNames: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer AsyncGenerator Atomics BigInt
  BigInt64Array BigUint64Array Blob Boolean BroadcastChannel CSS CompressionStream CustomEvent
  DOMException DOMParser DOMRect DataView Date DecompressionStream Document Element Error EvalError
  Event EventTarget File FileList FileReader FinalizationRegistry Float32Array Float64Array FormData
  Function HTMLCanvasElement HTMLElement HTMLInputElement Headers Image ImageBitmap ImageData
  Infinity Int16Array Int32Array Int8Array Intl IntersectionObserver Iterator JSON KeyboardEvent
  Map Math MessageChannel MouseEvent MutationObserver NaN Number Object OffscreenCanvas
  Path2D PointerEvent Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp
  Request ResizeObserver Response SVGElement Set SharedArrayBuffer String Symbol SyntaxError
  TextDecoder TextEncoder TransformStream TypeError URIError URL URLSearchParams Uint16Array
  Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly Worker WritableStream
  XMLSerializer addEventListener alert arguments atob btoa cancelAnimationFrame clearInterval
  clearTimeout confirm console createImageBitmap crypto customElements decodeURI decodeURIComponent
  devicePixelRatio dispatchEvent document encodeURI encodeURIComponent eval fetch getComputedStyle
  getSelection globalThis indexedDB innerHeight innerWidth isFinite isNaN localStorage location
  matchMedia navigator parseFloat parseInt performance prompt queueMicrotask removeEventListener
  requestAnimationFrame requestIdleCallback self sessionStorage setInterval setTimeout
  structuredClone undefined window`
    .split(/\s+/)
    .filter(Boolean),
);

/** Names that the notebook gives to every cell and that no cell may define. */
export const reservedNames: ReadonlySet<string> = new Set(["display", "view", "invalidation"]);

/** Names that every run of a cell is given afresh. */
export const givenNames: ReadonlySet<string> = new Set([...reservedNames, "visibility"]);

/** Names that are there when a cell asks for them; a cell may define its own instead. */
export const builtinNames: readonly string[] = [
  "FileAttachment",
  "Generators",
  "Inputs",
  "Mutable",
  "Plot",
  "d3",
  "dark",
  "html",
  "htl",
  "now",
  "resize",
  "svg",
  "visibility",
  "width",
];
