import type { DeviceName } from "./deviceName.js";

const moves = "It only moves or fills bytes, which the browser's own memory copy does fastest.";
const scatters =
  "It adds rows at places known only at run time; JavaScript does it inside the heap.";
const lacking =
  "tfjs has no WebAssembly for it, or a wrong one; JavaScript does it inside the heap.";
const made = "Its numbers are made in JavaScript and uploaded.";

/**
 * Kernels that run in JavaScript on a device that is not the CPU, each with the reason. The parity
 * battery fails on any other, and on one that stands here without need.
 */
export const cpuKernels: Record<DeviceName, Record<string, string>> = {
  webgpu: { Range: made },
  webgl: {
    Range: made,
    TopK: "For rows of fewer than 100,000 numbers tfjs sorts in JavaScript.",
  },
  wasm: {
    Cast: moves,
    Concat: moves,
    Conv3DBackpropFilterV2: lacking,
    Conv3DBackpropInputV2: lacking,
    DepthwiseConv2dNativeBackpropFilter: lacking,
    DepthwiseConv2dNativeBackpropInput: lacking,
    Fill: moves,
    GatherV2: moves,
    Pack: moves,
    Range: moves,
    Slice: moves,
    SplitV: moves,
    Transpose: "Only where no axis moves: a copy.",
    UnsortedSegmentSum: scatters,
    Unpack: moves,
    ZerosLike: moves,
  },
  cpu: {},
};
