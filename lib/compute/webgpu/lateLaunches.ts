import * as tf from "@tensorflow/tfjs";
import type { WebGpuBackend } from "./launch.js";

/** What tfjs's backend offers and nothing else of ours calls. */
interface Doors extends WebGpuBackend {
  runWebGPUProgram(
    program: { shaderKey: string },
    inputs: tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms?: object[],
    output?: tf.TensorInfo,
  ): tf.TensorInfo;
}

/** A backend whose shaders are being compiled. */
interface Waiting {
  /** What it has been told to do, in order. */
  commands: (() => void)[];
  /** Settles when all of it has been sent. */
  sent: Promise<void>;
}

const waiting = new WeakMap<object, Waiting>();

/** Encodes a command now, or in its turn where the backend waits for its shaders. */
export function inTurn(backend: WebGpuBackend, command: () => void): void {
  const wait = waiting.get(backend);
  if (wait) wait.commands.push(command);
  else command();
}

export const isWaiting = (backend: WebGpuBackend): boolean => waiting.has(backend);

/**
 * From now on the backend compiles in the background, and keeps what it is told to do until every shader that this
 * takes is there; then it does all of it, in order, and is as before. Reads wait meanwhile.
 *
 * @returns a promise that settles then
 */
export function waitForShaders(backend: WebGpuBackend): Promise<void> {
  const wait = waiting.get(backend);
  if (wait) return wait.sent;
  const fresh: Waiting = { commands: [], sent: Promise.resolve() };
  waiting.set(backend, fresh);
  tf.env().set(compileOnly, true);
  // A turn later, when the caller has told the backend what to do.
  fresh.sent = Promise.resolve().then(async () => {
    while (await compiled(backend));
    if (waiting.get(backend) === fresh) send(backend);
  });
  fresh.sent.catch(() => {}); // whoever reads hears of it
  return fresh.sent;
}

const compileOnly = "WEBGPU_ENGINE_COMPILE_ONLY";
const batchSize = "WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE";

/** Waits for the pipelines that are under way. A bad one is left to be compiled again, where errors are heard. */
async function compiled({ pipelineCache }: WebGpuBackend): Promise<boolean> {
  const underWay = Object.entries(pipelineCache).filter(([, made]) => made instanceof Promise);
  await Promise.all(
    underWay.map(async ([key, promise]) => {
      const pipeline = await (promise as unknown as Promise<GPUComputePipeline>).catch(() => {});
      if (pipelineCache[key] !== promise) return;
      if (pipeline) pipelineCache[key] = pipeline;
      else delete pipelineCache[key];
    }),
  );
  return underWay.length > 0;
}

/** Does what was kept, all in one bundle: a bundle frees at its end whatever has been disposed of until now. */
function send(backend: WebGpuBackend): void {
  const commands = waiting.get(backend)?.commands ?? [];
  waiting.delete(backend);
  tf.env().set(compileOnly, false);
  const size = tf.env().getNumber(batchSize);
  tf.env().set(batchSize, Number.POSITIVE_INFINITY);
  try {
    for (const command of commands) command();
    if (!backend.commandEncoder) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  } finally {
    tf.env().set(batchSize, size);
  }
}

/** For who cannot wait: what is under way is compiled again, at once. */
function sendNow(backend: WebGpuBackend): void {
  if (!waiting.has(backend)) return;
  const { pipelineCache } = backend;
  for (const [key, made] of Object.entries(pipelineCache)) {
    if (!(made instanceof Promise)) continue;
    made.catch(() => {}); // if it is bad, it is heard when it is compiled again
    delete pipelineCache[key];
  }
  send(backend);
}

/** Teaches tfjs's backend to wait; call it once, when it has started. */
export function teachWaiting(backend: WebGpuBackend): void {
  const doors = backend as Doors;
  const runProgram = doors.runWebGPUProgram.bind(doors);
  doors.runWebGPUProgram = (program, inputs, dtype, uniforms, output) => {
    const { shaderKey } = program; // tfjs makes a longer one of it
    const result = runProgram(program, inputs, dtype, uniforms, output); // while it waits, compiles only
    if (waiting.has(doors) && tf.util.sizeFromShape(result.shape) > 0) {
      for (const { dataId } of [result, ...inputs]) doors.commandQueueOwnedIds.add(dataId);
      inTurn(doors, () => {
        program.shaderKey = shaderKey;
        runProgram(program, inputs, dtype, uniforms, result);
      });
    }
    return result;
  };
  const submit = doors.submitQueue.bind(doors);
  doors.submitQueue = () => {
    if (!waiting.has(doors)) submit();
  };
  const read = doors.read.bind(doors);
  doors.read = (id) => waiting.get(doors)?.sent.then(() => read(id)) ?? read(id);
  const readSync = doors.readSync.bind(doors);
  doors.readSync = (id) => {
    if (!doors.tensorMap.get(id).values) sendNow(doors);
    return readSync(id);
  };
  const readToGPU = doors.readToGPU.bind(doors);
  doors.readToGPU = (id, options) => {
    sendNow(doors);
    return readToGPU(id, options);
  };
}
