import * as tf from "@tensorflow/tfjs";
import { withMemory } from "./compiled.js";
import { type CompiledCall, compiledKernel } from "./compiledKernels.js";
import { callKernel, free, input } from "./kernel.js";

type Shape4 = [number, number, number, number];
type Info = tf.backend_util.Conv2DInfo;
type ConvAttributes = Pick<tf.Conv2DAttrs, "strides" | "pad" | "dimRoundingMode">;

/** A convolution's sizes; its dilation is 1. */
function convInfo(x: number[], filter: number[], attrs: ConvAttributes): Info {
  const { strides, pad, dimRoundingMode } = attrs;
  return tf.backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

/** Those sizes in the order in which the compiled kernels take them. */
function sizesOf(info: Info): number[] {
  return [
    ...[info.batchSize, info.inHeight, info.inWidth, info.inChannels],
    ...[info.filterHeight, info.filterWidth, info.outChannels, info.outHeight, info.outWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ];
}

function patchBytesOf({ exports }: CompiledCall<unknown>, info: Info): number {
  const patch = info.filterHeight * info.filterWidth * info.inChannels;
  return exports.patchBytes(info.outHeight * info.outWidth, patch);
}

/** Runs a convolution that handles one image after the other, its images shared among threads. */
function shareImages(
  call: CompiledCall<unknown>,
  info: Info,
  name: "conv2d" | "conv2dInputGradient",
  placesFrom: (image: number) => number[],
): void {
  const { backend, threads, scratches } = call;
  const bytes = patchBytesOf(call, info);
  const [items, ...sizes] = sizesOf(info) as [number, ...number[]];
  const cost = (items * bytes * info.outChannels) / 4; // 4 bytes a number
  withMemory(backend, bytes * threads.size, (patches) =>
    threads.run(name, { items, cost }, (first, last, thread) => [
      ...placesFrom(first),
      ...[last - first, ...sizes],
      ...[scratches[thread] as number, patches + thread * bytes],
    ]),
  );
}

/** Bytes of one image before and after a convolution. */
function imageBytes({ inHeight, inWidth, inChannels, outHeight, outWidth, outChannels }: Info) {
  return {
    inside: inHeight * inWidth * inChannels * 4,
    outside: outHeight * outWidth * outChannels * 4,
  };
}

function withPatches(
  call: CompiledCall<unknown>,
  info: Info,
  use: (...places: [scratch: number, patches: number]) => void,
): void {
  withMemory(call.backend, patchBytesOf(call, info), (patches) => use(call.scratch, patches));
}

/** One image's patches beyond this many bytes leave the caches; the stock kernel makes none. */
const largestPatches = 2 ** 22;

type ForwardAttributes = tf.Conv2DAttrs & Partial<tf.FusedConv2DAttrs>;

/**
 * Convolution, also with bias and relu. What ours does not do is left to the stock kernel.
 *
 * @param stock the kernel that this one replaces
 */
const forward = (stock: tf.KernelConfig) =>
  compiledKernel<ForwardAttributes>(stock.kernelName, (call) => {
    const { inputs, backend, attrs, at, place, make } = call;
    const { dataFormat = "NHWC", dilations, activation = "linear" } = attrs;
    const [x, filter] = [input(call, "x"), input(call, "filter")];
    const info = convInfo(x.shape, filter.shape, attrs);
    const plain =
      dataFormat === "NHWC" &&
      [dilations ?? 1].flat().every((dilation) => dilation === 1) &&
      (activation === "linear" || activation === "relu") &&
      (!inputs.bias || tf.util.sizeFromShape(inputs.bias.shape) === info.outChannels);
    if (!plain || x.dtype !== "float32" || patchBytesOf(call, info) > largestPatches) {
      return stock.kernelFunc({
        inputs: inputs as tf.NamedTensorInfoMap,
        backend,
        attrs: attrs as unknown as tf.NamedAttrMap,
      }) as tf.TensorInfo;
    }
    const out = make(info.outShape);
    const { inside, outside } = imageBytes(info);
    const bias = inputs.bias ? at("bias") : 0;
    shareImages(call, info, "conv2d", (image) => [
      ...[at("x") + image * inside, at("filter"), bias, place(out) + image * outside],
    ]);
    if (activation === "linear") return out;
    const bent = callKernel(backend, "Relu", { x: out });
    free(backend, out);
    return bent;
  });

/** The gradient of a convolution's filter, missing in stock tfjs. */
const conv2dFilterGradient = compiledKernel<tf.Conv2DBackpropFilterAttrs>(
  "Conv2DBackpropFilter",
  (call) => {
    const { attrs, exports, at, place, make } = call;
    assertNhwc("conv2dBackpropFilter", attrs.dataFormat);
    const info = convInfo(input(call, "x").shape, attrs.filterShape, attrs);
    const out = make(attrs.filterShape);
    withPatches(call, info, (...places) =>
      exports.conv2dFilterGradient(at("x"), at("dy"), place(out), ...sizesOf(info), ...places),
    );
    return out;
  },
);

/** The gradient of a convolution's images, and the transposed convolution. The stock kernel is a scalar loop. */
const conv2dInputGradient = compiledKernel<tf.Conv2DBackpropInputAttrs>(
  "Conv2DBackpropInput",
  (call) => {
    const { attrs, at, place, make } = call;
    assertNhwc("conv2dBackpropInput", attrs.dataFormat);
    const info = convInfo(attrs.inputShape, input(call, "filter").shape, attrs);
    const out = make(attrs.inputShape);
    const { inside, outside } = imageBytes(info);
    shareImages(call, info, "conv2dInputGradient", (image) => [
      ...[at("dy") + image * outside, at("filter"), place(out) + image * inside],
    ]);
    return out;
  },
);

const maxPoolGradient = compiledKernel<tf.MaxPoolGradAttrs>("MaxPoolGrad", (call) => {
  const { attrs, threads, at, place, make } = call;
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const { shape } = input(call, "input");
  const info = tf.backend_util.computePool2DInfo(
    shape as Shape4,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const out = make(shape);
  const { inside, outside } = imageBytes(info as unknown as Info);
  const work = { items: info.batchSize, cost: (info.batchSize * inside) / 2 };
  threads.run("maxPoolGradient", work, (first, last) => [
    ...[at("input") + first * inside, at("dy") + first * outside, place(out) + first * inside],
    ...[last - first, info.inHeight, info.inWidth, info.inChannels],
    ...[info.filterHeight, info.filterWidth, info.outHeight, info.outWidth],
    ...[info.strideHeight, info.strideWidth, info.padInfo.top, info.padInfo.left],
  ]);
  return out;
});

/** Convolution kernels that run on the compiled module; call it before they are registered. */
export const convolutions = () => [
  ...["Conv2D", "FusedConv2D"].map((name) => forward(tf.getKernel(name, "wasm"))),
  conv2dFilterGradient,
  conv2dInputGradient,
  maxPoolGradient,
];

function assertNhwc(caller: string, dataFormat: string): void {
  if (dataFormat !== "NHWC") {
    throw new Error(`${caller}: the images are ${dataFormat}, want NHWC`);
  }
}
