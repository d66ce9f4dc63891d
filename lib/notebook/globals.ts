/** Names that a cell finds in the browser itself; every other free name must come from a cell. */
export const browserNames: ReadonlySet<string> = new Set(
  `AbortController AbortSignal AggregateError Array ArrayBuffer AsyncGenerator Atomics BigInt
  BigInt64Array BigUint64Array Blob Boolean BroadcastChannel CSS CustomEvent DOMException DOMParser
  DataView Date Document Element Error EvalError Event EventTarget File FileList FileReader
  Float32Array Float64Array FormData Function HTMLElement Headers Image ImageBitmap ImageData
  Infinity Int16Array Int32Array Int8Array Intl IntersectionObserver Iterator JSON KeyboardEvent
  Map Math MessageChannel MouseEvent MutationObserver NaN Node Number Object OffscreenCanvas
  Option Path2D PointerEvent Promise Proxy RangeError ReadableStream ReferenceError Reflect RegExp
  Request ResizeObserver Response SVGElement Set SharedArrayBuffer String Symbol SyntaxError
  TextDecoder TextEncoder TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly Worker XMLSerializer alert arguments atob
  btoa cancelAnimationFrame clearInterval clearTimeout confirm console createImageBitmap crypto
  customElements decodeURI decodeURIComponent devicePixelRatio document encodeURI
  encodeURIComponent escape eval fetch getComputedStyle globalThis history indexedDB innerHeight
  innerWidth isFinite isNaN localStorage location matchMedia navigator parseFloat parseInt
  performance prompt queueMicrotask requestAnimationFrame requestIdleCallback self sessionStorage
  setInterval setTimeout structuredClone undefined unescape window`
    .split(/\s+/)
    .filter(Boolean),
);

/** Names that the notebook gives to every cell and that no cell may define. */
export const reservedNames: ReadonlySet<string> = new Set(["display", "view", "invalidation"]);

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
