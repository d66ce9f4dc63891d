/** What `lib/compute` says to a reader, in English. */
export const compute = {
  /** The names of the four devices as a reader sees them. */
  device: {
    webgpu: "WebGPU",
    webgl: "WebGL",
    wasm: "WebAssembly",
    cpu: "JavaScript",
  },
  /** Why a device was taken when nobody asked for one. */
  why: {
    webgpu: "This browser reaches the graphics processor through WebGPU, the fastest way it has.",
    webgl: "WebGPU cannot be used here, but WebGL reaches the graphics processor.",
    wasm: "No graphics processor can be used here, so WebAssembly on the main processor is fastest.",
    cpu: "Neither a graphics processor nor WebAssembly can be used here, so JavaScript computes.",
  },
  chosen: (device: string) => `${device} was chosen by hand.`,
  insteadOf: (wanted: string) => `${wanted} was asked for and cannot start; this is the next one.`,
  /** What a device that has no adapter of its own runs on. */
  processor: { wasm: "the main processor, through WebAssembly", cpu: "the main processor" },
  refused: {
    noWebGpu: "This browser has no WebGPU.",
    noWebGpuAdapter: "This browser has WebGPU but found no graphics processor for it.",
    noWebGl: "This browser has no WebGL 2.",
    noFloatTextures: "WebGL on this machine cannot compute with 32-bit numbers.",
    softwareAdapter: (adapter: string) =>
      `Only a software imitation of a graphics processor is here (${adapter}), slower than WebAssembly.`,
    noWasm: "This browser has no WebAssembly.",
    didNotStart: (device: string, reason: string) => `${device} did not start: ${reason}`,
    startedDead: "it could not be loaded, or it gave no device.",
  },
  nothingStarts: (reasons: string) => `No device could be started. ${reasons}`,
  unknownDevice: (name: string, known: string) =>
    `There is no device named “${name}”; the address can ask for ${known}.`,
  unknownAdapter: "an unnamed graphics processor",
  threads: {
    several: (count: number) => `Large operations are shared among ${count} threads.`,
    asked: "It computes in one thread, as the address asks.",
    oneCore: "It computes in one thread: this machine has one processor.",
    notIsolated:
      "It computes in one thread: whoever serves this page does not send the two headers that several need.",
    unknown: (asked: string, most: number) =>
      `It computes in one thread: the address asks for “${asked}”, and can ask for 1 to ${most}.`,
    failed: (reason: string) => `It computes in one thread: another could not be had (${reason}).`,
    noReason: "the browser gave no reason",
    broke: "it broke off in its work",
    silent: "it did not answer",
    lostShare:
      "A thread was lost in the midst of its work. Run the cell again: one thread goes on.",
  },
  switchedOff: (kernels: string) =>
    `Some of the course's own kernels gave wrong numbers on this device and are switched off, which costs speed: ${kernels}.`,
  lost: (device: string) =>
    `The device (${device}) was lost, and every tensor on it. Run the page again to go on.`,
};
