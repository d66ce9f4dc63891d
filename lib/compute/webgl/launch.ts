import type * as tf from "@tensorflow/tfjs";
import type { Program, TextureData, WebGlBackend } from "./backend.js";
import { inRows, isAlike, type Layout, layoutOf } from "./layout.js";
import { shaderCode } from "./shaderCode.js";

/** One run of a shader. */
export interface Launch {
  /** Names the shader, with all that changes its source; not the shapes. */
  key: string;
  /** What its `body` is, see `shaderCode`. */
  form: "texels" | "blocks" | "rows" | "numbers";
  body: string;
  /** GLSL functions that the body calls; they may call the accessors of `accessCode`. */
  functions?: string;
  inputs: Record<string, tf.TensorInfo>;
  /** New tensors of one shape, all written in this one run. */
  outputs: readonly string[];
  shape: readonly number[];
  /** Whole numbers, in the shader under their names. */
  integers?: Record<string, number>;
  /** Other numbers, likewise. */
  floats?: Record<string, number>;
}

interface Compiled {
  program: Program;
  at: Record<string, WebGLUniformLocation | null>;
}

interface Kept {
  programs: Map<string, Compiled>;
  /** One for each number of outputs. */
  framebuffers: Map<number, WebGLFramebuffer>;
}

const kept = new WeakMap<WebGlBackend, Kept>();
const listeners = new Set<(key: string) => void>();

/** Calls back at each launch of ours; tfjs's own are not among them. @returns a function that stops it */
export function onLaunch(listener: (key: string) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How many tensors of 32-bit numbers a shader may write on any device: tiled GPUs have 64 bytes for a pixel. */
export const mostOutputs = 4;

/**
 * Runs a shader that writes up to four tensors of one shape, which tfjs's `runWebGLProgram` cannot. Shapes are
 * uniforms, so that one compiled shader serves all.
 *
 * @returns the outputs in their order
 * @throws Error where the device refuses the shader, or to write so many tensors
 */
export function launch(backend: WebGlBackend, run: Launch): tf.TensorInfo[] {
  const written = run.outputs.map(() => {
    const info = backend.makeTensorInfo([...run.shape], "float32");
    backend.texData.get(info.dataId).isPacked = run.form !== "numbers";
    backend.uploadToGPU(info.dataId); // gives it memory
    return info;
  });
  const copies: tf.TensorInfo[] = [];
  try {
    draw(backend, run, written, copies);
  } catch (error) {
    for (const info of written) backend.disposeIntermediateTensorInfo(info);
    throw error;
  } finally {
    for (const copy of copies) backend.disposeIntermediateTensorInfo(copy);
  }
  for (const listener of listeners) listener(run.key);
  return written;
}

/** @param copies gets the tensors that were laid out anew, which the caller frees */
function draw(
  backend: WebGlBackend,
  run: Launch,
  written: readonly tf.TensorInfo[],
  copies: tf.TensorInfo[],
): void {
  const { key, form, inputs, integers = {}, floats = {} } = run;
  const targets = written.map(({ dataId }) => backend.texData.get(dataId));
  const target = targets[0] as TextureData;
  const out = layoutOf(target);
  const read = Object.entries(inputs).map(([name, info]) => {
    backend.uploadToGPU(info.dataId);
    const used = form === "texels" ? info : inRows(backend, info);
    if (used !== info) copies.push(used);
    const data = backend.texData.get(used.dataId);
    const own = layoutOf(data);
    // Unpacked numbers lie in order, whatever the shape was.
    const layout = own.packed ? own : { ...own, width: used.shape.at(-1) ?? 1 };
    const alike = form === "texels" && isAlike(layout, out);
    return { name, texture: data.texture.texture, layout, alike };
  });
  const state = keep(backend);
  const name = `${key} ${read.map(({ layout, alike }) => modeOf(layout, alike)).join("")}`;
  const compiled = state.programs.get(name) ?? compile(backend, run, read);
  state.programs.set(name, compiled);
  const { gpgpu } = backend;
  const { gl } = gpgpu;
  const { program, at } = compiled;
  const textures = targets.map(({ texture }) => texture.texture);
  bindOutputs(gl, state, textures);
  const height = out.packed ? Math.ceil(target.texShape[0] / 2) : target.texShape[0];
  gl.viewport(0, 0, out.across, height);
  gl.scissor(0, 0, out.across, height);
  gpgpu.setProgram(program);
  gpgpu.bindVertexArray(program.vao);
  for (const [unit, { name, texture, layout }] of read.entries()) {
    const sampler = at[`${name}Texture`];
    if (sampler) gpgpu.setInputMatrixTexture(texture, sampler, unit);
    setLayout(gl, at[`${name}Layout`], layout);
  }
  setLayout(gl, at.outLayout, out);
  for (const [name, value] of Object.entries(integers)) gl.uniform1i(at[name] ?? null, value);
  for (const [name, value] of Object.entries(floats)) gl.uniform1f(at[name] ?? null, value);
  gpgpu.executeProgram();
}

const modeOf = ({ packed }: Layout, alike: boolean) => (packed ? (alike ? "=" : "p") : "f");

function keep(backend: WebGlBackend): Kept {
  const known = kept.get(backend) ?? { programs: new Map(), framebuffers: new Map() };
  kept.set(backend, known);
  return known;
}

function setLayout(
  gl: WebGL2RenderingContext,
  at: WebGLUniformLocation | null | undefined,
  { across, rows, width, offset }: Layout,
): void {
  if (at) gl.uniform4i(at, across, rows, width, offset);
}

/** A framebuffer of our own: tfjs binds its own before each of its programs. */
function bindOutputs(
  gl: WebGL2RenderingContext,
  { framebuffers }: Kept,
  textures: readonly WebGLTexture[],
): void {
  const known = framebuffers.get(textures.length);
  const framebuffer = known ?? gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  for (const [i, texture] of textures.entries()) {
    const place = gl.COLOR_ATTACHMENT0 + i;
    gl.framebufferTexture2D(gl.FRAMEBUFFER, place, gl.TEXTURE_2D, texture, 0);
  }
  if (known) return;
  gl.drawBuffers(textures.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  const status = gl.checkFramebufferStatus(gl.FRAMEBUFFER);
  if (status !== gl.FRAMEBUFFER_COMPLETE) {
    throw new Error(`WebGL cannot write ${textures.length} tensors at once (status ${status})`);
  }
  framebuffers.set(textures.length, framebuffer);
}

function compile(
  { gpgpu }: WebGlBackend,
  run: Launch,
  read: readonly { name: string; layout: Layout; alike: boolean }[],
): Compiled {
  const { gl } = gpgpu;
  const shader = gl.createShader(gl.FRAGMENT_SHADER) as WebGLShader;
  gl.shaderSource(shader, shaderCode(run, read));
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
    throw new Error(`WebGL refuses the shader ${run.key}: ${gl.getShaderInfoLog(shader)}`);
  }
  const program = gpgpu.createProgram(shader);
  gpgpu.buildVao(program);
  const names = [
    ...read.flatMap(({ name }) => [`${name}Texture`, `${name}Layout`]),
    ...["outLayout", ...Object.keys(run.integers ?? {}), ...Object.keys(run.floats ?? {})],
  ];
  const at = Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(program, name)]));
  return { program, at };
}
