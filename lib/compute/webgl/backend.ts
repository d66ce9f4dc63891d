import type * as tf from "@tensorflow/tfjs";

/** A linked shader, with the vertex array that tfjs binds for it. */
export type Program = WebGLProgram & { vao: WebGLVertexArrayObject };

/** Where tfjs keeps a tensor's numbers. */
export interface TextureData {
  /** The shape that its texels were laid out for. */
  shape: number[];
  isPacked?: boolean;
  /** Rows and columns in numbers; a packed texture has a texel for 2 × 2 of them. */
  texShape: [number, number];
  texture: { texture: WebGLTexture };
  /** A slice that shares its origin's texture starts behind so many numbers. */
  slice?: { flatOffset: number };
}

/** What our kernels use of tfjs's WebGL backend; some of it is private there, so the version is pinned. */
export interface WebGlBackend extends tf.KernelBackend {
  gpgpu: {
    gl: WebGL2RenderingContext;
    createProgram(fragmentShader: WebGLShader): Program;
    buildVao(program: Program): void;
    setProgram(program: Program): void;
    bindVertexArray(vao: WebGLVertexArrayObject): void;
    setInputMatrixTexture(texture: WebGLTexture, at: WebGLUniformLocation, unit: number): void;
    executeProgram(): void;
  };
  texData: { get(id: object): TextureData };
  makeTensorInfo(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  uploadToGPU(id: object): void;
  unpackTensor(info: tf.TensorInfo): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
}
