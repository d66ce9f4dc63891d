import * as tf from "@tensorflow/tfjs";

export interface GpuErrors {
  /** What the GPU has complained about since the last call. */
  take(): Promise<string[]>;
  stop(): void;
}

/** Collects WebGPU's validation errors and WebGL's error flag; other devices never complain. */
export function gpuErrors(): GpuErrors {
  const { device, gpgpu } = tf.backend() as unknown as {
    device?: GPUDevice;
    gpgpu?: { gl: WebGL2RenderingContext };
  };
  let messages: string[] = [];
  const hear = (event: GPUUncapturedErrorEvent) => void messages.push(event.error.message);
  device?.addEventListener("uncapturederror", hear);
  return {
    async take() {
      await device?.queue.onSubmittedWorkDone();
      const code = gpgpu?.gl.getError() ?? 0;
      if (code !== 0) messages.push(`WebGL error ${code}`);
      const taken = messages;
      messages = [];
      return taken.map((message) => `GPU error: ${message}`);
    },
    stop: () => device?.removeEventListener("uncapturederror", hear),
  };
}
