import * as tf from "@tensorflow/tfjs";
import { inTurn, isWaiting } from "./lateLaunches.js";

/** What our kernels use of tfjs's WebGPU backend; some of it is private there, so the version is pinned. */
export interface WebGpuBackend extends tf.KernelBackend {
  device: GPUDevice;
  adapterInfo: { vendor?: string; architecture?: string };
  pipelineCache: Record<string, GPUComputePipeline>;
  commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  tensorMap: { get(id: object): { values: unknown; resource: GPUBuffer } };
  makeTensorInfo(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  makeUniforms(numbers: { type: string; data: number[] }[]): GPUBindingResource;
  tensorToBinding(info: tf.TensorInfo): GPUBindingResource;
  uploadToGPU(id: object): void;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** One run of a shader. */
export interface Launch {
  /** Names the shader, with all that changes its source. */
  key: string;
  /** WGSL functions, and the body of `main`, which knows its `group` and its `thread` in it. */
  source: () => { functions?: string; main: string };
  /** Threads in a group. */
  groupSize: number;
  /** At least so many groups run; a body must stand more. */
  groups: number;
  reads: Record<string, tf.TensorInfo>;
  /** Existing tensors, which may be read as well. */
  writes: Record<string, tf.TensorInfo>;
  /** Whole numbers, in the shader `numbers.<name>`. */
  integers?: Record<string, number>;
  /** Other numbers, likewise. */
  floats?: Record<string, number>;
  /** Tensors that the shader sees as rows of four numbers. */
  fours?: readonly string[];
}

const listeners = new Set<(key: string) => void>();

/** Calls back at each launch of ours; tfjs's own are not among them. @returns a function that stops it */
export function onLaunch(listener: (key: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Runs a shader that writes any number of tensors, among the backend's own and in the same pass. The
 * backend's `runWebGPUProgram` would write only one.
 */
export function launch(backend: WebGpuBackend, run: Launch): void {
  const { key, reads, writes } = run;
  const tensors = [...Object.values(writes), ...Object.values(reads)];
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
  const name = `ours ${key}`;
  // While the backend waits for its shaders, tfjs keeps promises there, and so do we.
  backend.pipelineCache[name] ??= isWaiting(backend)
    ? (backend.device.createComputePipelineAsync(describe(backend.device, name, run)) as never)
    : backend.device.createComputePipeline(describe(backend.device, name, run));
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  for (const { dataId } of Object.values(writes)) backend.tensorMap.get(dataId).values = null; // read before
  inTurn(backend, () => encode(backend, name, run));
  for (const listener of listeners) listener(key);
}

function encode(backend: WebGpuBackend, name: string, run: Launch): void {
  const { reads, writes, integers = {}, floats = {}, groups } = run;
  const tensors = [...Object.values(writes), ...Object.values(reads)];
  backend.pipelineCache[name] ??= backend.device.createComputePipeline(
    describe(backend.device, name, run),
  );
  const pipeline = backend.pipelineCache[name];
  const numbers = [
    ...Object.values(integers).map((number) => ({ type: "int32", data: [number] })),
    ...Object.values(floats).map((number) => ({ type: "float32", data: [number] })),
  ];
  const bindings = tensors.map((tensor) => backend.tensorToBinding(tensor));
  if (numbers.length > 0) bindings.push(backend.makeUniforms(numbers));
  const bindGroup = backend.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: bindings.map((resource, binding) => ({ binding, resource })),
  });
  for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
  backend.ensureCommandEncoderReady();
  backend.computePassEncoder ??= (backend.commandEncoder as GPUCommandEncoder).beginComputePass();
  const pass = backend.computePassEncoder;
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  const most = backend.device.limits.maxComputeWorkgroupsPerDimension;
  const rows = Math.ceil(groups / most);
  pass.dispatchWorkgroups(Math.ceil(groups / rows), rows);
  backend.dispatchCountInPass++;
  if (backend.dispatchCountInPass >= tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE")) {
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}

function describe(device: GPUDevice, label: string, run: Launch): GPUComputePipelineDescriptor {
  const { reads, writes, integers = {}, floats = {}, fours = [], groupSize } = run;
  const { functions = "", main } = run.source();
  const typeOf = (name: string, { dtype }: tf.TensorInfo) =>
    fours.includes(name) ? "vec4<f32>" : dtype === "float32" ? "f32" : "i32";
  const declare = (access: string) => (entry: [string, tf.TensorInfo]) =>
    `var<storage, ${access}> ${entry[0]}: array<${typeOf(...entry)}>;`;
  const fields = [
    ...Object.keys(integers).map((name) => `${name}: i32`),
    ...Object.keys(floats).map((name) => `${name}: f32`),
  ];
  const variables = [
    ...Object.entries(writes).map(declare("read_write")),
    ...Object.entries(reads).map(declare("read")),
    ...(fields.length > 0 ? ["var<uniform> numbers: Numbers;"] : []),
  ];
  const code = `
${fields.length > 0 ? `struct Numbers { ${fields.join(", ")} }` : ""}
${variables.map((variable, i) => `@group(0) @binding(${i}) ${variable}`).join("\n")}
${functions}
@compute @workgroup_size(${groupSize})
fn main(
  @builtin(workgroup_id) groupId: vec3<u32>,
  @builtin(num_workgroups) groupCount: vec3<u32>,
  @builtin(local_invocation_index) threadId: u32,
) {
  let group = i32(groupId.y * groupCount.x + groupId.x);
  let thread = i32(threadId);
  ${main}
}`;
  const module = device.createShaderModule({ code, label });
  return { compute: { module, entryPoint: "main" }, label, layout: "auto" };
}
