import * as tf from "@tensorflow/tfjs";
import { onLaunch as onGlLaunch } from "./webgl/launch.js";
import { onLaunch } from "./webgpu/launch.js";

/** What is called when a device does something. */
export interface DeviceListener {
  launched(name: string): void;
  submitted(): void;
  uploaded(bytes: number): void;
  readBack(bytes: number): void;
}

type Method = (...args: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;

/** What the backends know of a tensor: `values` lie in JavaScript, `resource` and `texture` on the GPU. */
interface Data {
  values?: { byteLength: number } | null;
  resource?: unknown;
  texture?: unknown;
  shape: number[];
}

/** Listens to the open device's backend. @returns a function that leaves the backend as it was */
export function hookDevice(listener: DeviceListener): () => void {
  const name = tf.getBackend();
  const backend = tf.backend() as unknown as Methods;
  const hooks =
    name === "webgpu"
      ? [
          ...gpuHooks(backend, listener),
          before(backend, "runWebGPUProgram", ([program]) => listener.launched(nameOf(program))),
          before(backend, "submitQueue", () => listener.submitted()),
          onLaunch((key) => listener.launched(key.split(" ")[0] as string)),
        ]
      : name === "webgl"
        ? [
            ...gpuHooks(backend, listener),
            before(backend, "runWebGLProgram", ([program]) => listener.launched(nameOf(program))),
            onGlLaunch((key) => listener.launched(key.split(" ")[0] as string)),
          ]
        : memoryHooks(backend, name, listener);
  return () => {
    for (const unhook of hooks.reverse()) unhook();
  };
}

function gpuHooks(backend: Methods, { uploaded, readBack }: DeviceListener): (() => void)[] {
  const dataOf = (id: unknown) =>
    (backend as unknown as { [map: string]: { get(id: unknown): Data } })[
      "tensorMap" in backend ? "tensorMap" : "texData"
    ]?.get(id) as Data;
  const asked = ([id]: unknown[]) => {
    const { values, shape } = dataOf(id);
    if (!values) readBack(bytesOf(shape)); // else they are here already
  };
  return [
    before(backend, "uploadToGPU", ([id]) => {
      const { values, resource, texture } = dataOf(id);
      if (values && !resource && !texture) uploaded(values.byteLength);
    }),
    before(backend, "read", asked),
    before(backend, "readSync", asked),
  ];
}

/** WebAssembly has a memory of its own, which numbers must be copied to and from; the CPU backend has none. */
function memoryHooks(
  backend: Methods,
  name: string,
  { launched, uploaded, readBack }: DeviceListener,
): (() => void)[] {
  const engine = tf.engine() as unknown as Methods;
  const kernels = before(engine, "runKernel", ([kernel]) => launched(String(kernel)));
  if (name !== "wasm") return [kernels];
  const { dataIdMap } = backend as unknown as { dataIdMap: { get(id: unknown): Data } };
  return [
    kernels,
    before(backend, "move", ([, values, shape]) => {
      if (values) uploaded(bytesOf(shape as number[]));
    }),
    before(backend, "readSync", ([id]) => readBack(bytesOf(dataIdMap.get(id).shape))),
  ];
}

/** Strings apart, tfjs keeps four bytes for each number. */
const bytesOf = (shape: number[]) => 4 * tf.util.sizeFromShape(shape);

/** `matMulPacked` of a WebGPU program's key `matMulPacked_false_…`; WebGL's have no key, but a class. */
function nameOf(program: unknown): string {
  const { shaderKey } = program as { shaderKey?: string };
  return shaderKey?.split(/[^a-zA-Z0-9]/)[0] || (program as object).constructor.name;
}

/** Calls `look` before each call of a method. @returns a function that takes it out again */
function before(target: Methods, name: string, look: (args: unknown[]) => void): () => void {
  const original = target[name];
  if (!original) return () => {};
  const wasOwn = Object.hasOwn(target, name);
  target[name] = function (this: unknown, ...args) {
    look(args);
    return original.apply(this, args);
  };
  return () => {
    if (wasOwn) target[name] = original;
    else delete target[name];
  };
}
